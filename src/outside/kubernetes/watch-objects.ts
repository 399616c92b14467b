import type { Readable } from "node:stream";
import { isJsonObject } from "../../support/json.ts";
import type { JsonObject } from "../../support/json.ts";
import type { Redactor } from "../../support/redact.ts";
import { brokenAnswerError, statusError } from "./kube-errors.ts";
import type { Asked } from "./kube-errors.ts";
import type { KubernetesObject, ListQuery, WatchEvent } from "./kubernetes.ts";
import { collectionPath, collectionText, queryText } from "./resource-path.ts";
import { textOf } from "./text-of.ts";
import type { OpenAnswer } from "./exchange.ts";
import type { GetTransport } from "./transport.ts";

/** The server is asked to end a watch after this, and cut when it has not done so a little later. */
const WATCH_SECONDS = 240;
const WATCH_DEADLINE_MS = (WATCH_SECONDS + 30) * 1000;
/** Longer than any object can be. */
const MAX_LINE = 64 * 1024 * 1024;

export interface WatchParts {
  readonly transport: GetTransport;
  readonly redactor: Redactor;
  /** For messages. */
  asked(verb: string, what: string): Asked;
}

/** See KubernetesReader.watch. */
export async function* watchObjects(
  parts: WatchParts,
  query: ListQuery & { readonly resourceVersion: string },
  signal: AbortSignal,
): AsyncGenerator<WatchEvent, void, undefined> {
  if (signal.aborted) return;
  const what = collectionText(query);
  const asked = parts.asked("watch", what);
  let opened: OpenAnswer;
  try {
    opened = await parts.transport.stream({ verb: "watch", what, path: watchPath(query) }, signal, WATCH_DEADLINE_MS);
  } catch (error) {
    if (signal.aborted) return;
    throw error;
  }
  try {
    for await (const line of lines(opened.body, asked)) {
      yield eventOf(line, { asked, redactor: parts.redactor });
    }
  } catch (error) {
    if (signal.aborted || isCleanEnd(error)) return;
    throw opened.failure(error);
  } finally {
    opened.stop();
  }
}

function watchPath(query: ListQuery & { readonly resourceVersion: string }): string {
  const search = queryText({
    watch: "true",
    allowWatchBookmarks: "true",
    resourceVersion: query.resourceVersion,
    timeoutSeconds: String(WATCH_SECONDS),
    labelSelector: query.labelSelector,
    fieldSelector: query.fieldSelector,
  });
  return `${collectionPath(query.resource, query.namespace)}${search}`;
}

/** A watch that is cut is nothing unusual: the caller goes on from the last version it has seen. */
function isCleanEnd(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE" || code === "EPIPE";
}

async function* lines(body: Readable, asked: Asked): AsyncGenerator<string, void, undefined> {
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of body.setEncoding("utf8") as AsyncIterable<string>) {
    const [first = "", ...rest] = chunk.split("\n");
    parts.push(first);
    length += first.length;
    if (length > MAX_LINE) throw brokenAnswerError(asked, "one event is larger than 64 MiB");
    for (const next of rest) {
      const line = parts.join("");
      parts = [next];
      length = next.length;
      if (line.trim() !== "") yield line;
    }
  }
}

function eventOf(line: string, context: { readonly asked: Asked; readonly redactor: Redactor }): WatchEvent {
  const { type, object } = parseEvent(line, context.asked);
  switch (type) {
    case "ADDED":
    case "MODIFIED":
    case "DELETED":
      return { type, object: object as KubernetesObject };
    case "BOOKMARK": {
      const metadata = isJsonObject(object["metadata"]) ? object["metadata"] : {};
      return { type, resourceVersion: textOf(metadata["resourceVersion"]) };
    }
    default: {
      const status = typeof object["code"] === "number" ? object["code"] : 500;
      throw statusError(context.asked, { status, message: textOf(object["message"]) }, context.redactor);
    }
  }
}

function parseEvent(line: string, asked: Asked): { readonly type: string; readonly object: JsonObject } {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    throw brokenAnswerError(asked, "an event is not JSON");
  }
  const object = isJsonObject(event) ? event["object"] : undefined;
  if (!isJsonObject(event) || !isJsonObject(object)) throw brokenAnswerError(asked, "an event has no object");
  return { type: textOf(event["type"]), object };
}
