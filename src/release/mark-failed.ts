import { isJsonObject } from "../support/json.ts";
import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { packRelease, parseRecord, payloadText, unreadable } from "./release-payload.ts";

/**
 * The release Secret of a revision whose operation died, with the status `failed` in its label and in its record,
 * so that Helm accepts the next upgrade. resourceVersion stays: a PUT of the result is refused (409) when somebody
 * wrote in between. All else in the record stays as it was, numbers to the last digit.
 * Throws AddonsError RELEASE-UNREADABLE.
 */
export function markFailed(secret: KubernetesObject, description: string): KubernetesObject {
  let json: string;
  try {
    json = failedRecord(payloadText(secret), description);
  } catch (cause) {
    throw unreadable(secret, cause);
  }
  const labels = isJsonObject(secret.metadata["labels"]) ? secret.metadata["labels"] : {};
  const relabelled = { ...secret, metadata: { ...secret.metadata, labels: { ...labels, status: "failed" } } };
  return packRelease(relabelled, json);
}

function failedRecord(text: string, description: string): string {
  const record = parseRecord(text, keepNumber as Reviver);
  const info = typeof record["info"] === "object" && record["info"] !== null ? record["info"] : {};
  return JSON.stringify({ ...record, info: { ...info, status: "failed", description } });
}

type Reviver = (key: string, value: unknown) => unknown;
/** ES2026 JSON.parse source text access; the compiler's library does not have it yet. */
type RawJson = typeof JSON & { readonly rawJSON: (text: string) => unknown };

/** Values may hold numbers that a double cannot: they are written back digit by digit. */
function keepNumber(_key: string, value: unknown, context: { readonly source: string }): unknown {
  if (typeof value !== "number" || String(value) === context.source) return value;
  return (JSON as RawJson).rawJSON(context.source);
}
