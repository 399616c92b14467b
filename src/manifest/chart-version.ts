import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { Problem } from "../support/problem.ts";
import type { Addon } from "./environment.ts";
import { isBroken, placeIn } from "./layer.ts";
import type { Layer } from "./layer.ts";

export interface VersionRequest {
  readonly addon: string;
  readonly version: JsonValue | undefined;
  /** Minor of the cluster; undefined when it does not say one, which was reported. */
  readonly kubernetes: string | undefined;
  readonly layers: readonly Layer[];
}

export type ChartVersion = Pick<Addon, "version" | "pinPer">;

/** The version an add-on has on one cluster: one for all, or that of the cluster's Kubernetes minor. */
export function chartVersion(request: VersionRequest): ChartVersion | Problem {
  const { version, kubernetes } = request;
  if (typeof version === "string") return { version };
  if (!isJsonObject(version)) return {};
  const own = kubernetes === undefined ? undefined : version[kubernetes];
  return typeof own === "string" ? { version: own, pinPer: "minor" } : noMinor(request, version);
}

export function isProblem(read: ChartVersion | Problem): read is Problem {
  return "code" in read;
}

/** Whether an entry for the cluster was refused, or its minor is not known: then its absence says nothing. */
export function cannotTell({ addon, kubernetes, layers }: VersionRequest): boolean {
  return kubernetes === undefined || isBroken(layers, ["addons", addon, "version", kubernetes]);
}

function noMinor({ addon, kubernetes = "", layers }: VersionRequest, version: JsonObject): Problem {
  const like = nearestMinor(kubernetes, version);
  return {
    code: "MANIFEST-NO-MINOR",
    severity: "error",
    message: `${addon} has no version for Kubernetes ${kubernetes}`,
    hint:
      like === undefined
        ? `add the line: "${kubernetes}": "<version or constraint>"`
        : `add the line: "${kubernetes}": ${JSON.stringify(version[like])} (that is what ${like} has; look up which version fits ${kubernetes})`,
    at: placeIn(layers, ["addons", addon, "version"], "key"),
  };
}

function nearestMinor(wanted: string, version: JsonObject): string | undefined {
  const distance = (minor: string): number => Math.abs(Number(minor.slice(2)) - Number(wanted.slice(2)));
  const known = Object.keys(version).filter((minor) => typeof version[minor] === "string");
  return known.sort((a, b) => distance(a) - distance(b))[0];
}
