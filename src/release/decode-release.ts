import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { unpackRelease } from "./release-payload.ts";
import type { ReleaseRecord } from "./release-record.ts";
import { releaseStatus } from "./revision-summary.ts";

/**
 * A release Secret as data, tolerant of what Helm 3 leaves out and of what is yet to come: missing parts are
 * empty. Throws AddonsError RELEASE-UNREADABLE when there is no record inside.
 */
export function decodeRelease(secret: KubernetesObject): ReleaseRecord {
  const record = unpackRelease(secret);
  const info = object(record["info"]);
  return {
    release: text(record["name"]),
    namespace: text(record["namespace"]) || text(secret.metadata["namespace"]),
    revision: typeof record["version"] === "number" ? record["version"] : 0,
    status: releaseStatus(info["status"]),
    description: text(info["description"]),
    lastDeployed: text(info["last_deployed"]),
    applyMethod: record["apply_method"] === "ssa" ? "ssa" : "csa",
    chart: chartOf(object(record["chart"])),
    values: object(record["config"]),
    manifest: text(record["manifest"]),
    hooks: list(record["hooks"]).filter(isJsonObject).map(hookOf),
  };
}

function chartOf(chart: JsonObject): ReleaseRecord["chart"] {
  const metadata = object(chart["metadata"]);
  const appVersion = text(metadata["appVersion"]);
  return { name: text(metadata["name"]), version: text(metadata["version"]), ...(appVersion !== "" && { appVersion }) };
}

function hookOf(hook: JsonObject): ReleaseRecord["hooks"][number] {
  const phase = text(object(hook["last_run"])["phase"]);
  return {
    name: text(hook["name"]),
    kind: text(hook["kind"]),
    events: list(hook["events"]).filter((event) => typeof event === "string"),
    ...(phase !== "" && { phase }),
  };
}

function object(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}
