import { gunzipSync, gzipSync } from "node:zlib";
import { AddonsError } from "../support/addons-error.ts";
import { isJsonObject } from "../support/json.ts";
import type { JsonObject } from "../support/json.ts";
import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";

/*
 * Helm's envelope: the Secret's `release` key is base64 (of the API) of base64 (of Helm) of gzip of JSON; very old
 * records are not compressed. Source: pkg/storage/driver/util.go of Helm 3 and 4.
 */

/** A Secret holds at most 1 MiB, which cannot honestly unpack to more than this. */
const MAX_JSON_BYTES = 256 * 1024 * 1024;

/** The JSON of a release Secret. Throws AddonsError RELEASE-UNREADABLE. */
export function unpackRelease(secret: KubernetesObject): JsonObject {
  try {
    return parseRecord(payloadText(secret)) as JsonObject;
  } catch (cause) {
    throw unreadable(secret, cause);
  }
}

/** The same Secret with another record inside. */
export function packRelease(secret: KubernetesObject, json: string): KubernetesObject {
  const inner = gzipSync(json, { level: 9 }).toString("base64");
  const data = isJsonObject(secret["data"]) ? secret["data"] : {};
  return { ...secret, data: { ...data, release: Buffer.from(inner).toString("base64") } };
}

export function payloadText(secret: KubernetesObject): string {
  const data = isJsonObject(secret["data"]) ? secret["data"]["release"] : undefined;
  if (typeof data !== "string") throw new Error("it has no data");
  const inner = Buffer.from(Buffer.from(data, "base64").toString("latin1"), "base64");
  const compressed = inner[0] === 0x1f && inner[1] === 0x8b && inner[2] === 0x08;
  return (compressed ? gunzipSync(inner, { maxOutputLength: MAX_JSON_BYTES }) : inner).toString("utf8");
}

/** The reviver may put other things than JSON values in, to be written back. */
export function parseRecord(
  text: string,
  reviver?: (key: string, value: unknown) => unknown,
): Readonly<Record<string, unknown>> {
  let record: unknown;
  try {
    record = JSON.parse(text, reviver);
  } catch {
    // The parser's message quotes the text, which holds values.
    throw new Error("it is not JSON");
  }
  if (!isJsonObject(record)) throw new Error("it is not an object");
  return record;
}

export function unreadable(secret: KubernetesObject, cause: unknown): AddonsError {
  const namespace = secret.metadata["namespace"];
  const where = `${typeof namespace === "string" ? namespace : "?"}/${secret.metadata.name}`;
  const why = cause instanceof Error ? cause.message : "unknown";
  return new AddonsError("RELEASE-UNREADABLE", `The release record ${where} cannot be read: ${why}.`, {
    kind: "failed",
    hint: "it was not written by Helm 3 or 4, or was cut; `helm history` shows the other revisions; delete this Secret to let sync go on from them",
    cause,
  });
}
