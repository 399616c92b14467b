import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { Problem } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import { addonValues } from "./addon-values.ts";
import { cannotTell, chartVersion, isProblem } from "./chart-version.ts";
import type { ChartVersion } from "./chart-version.ts";
import type { Addon } from "./environment.ts";
import { fixedSettings } from "./fixed-settings.ts";
import { isBroken, offsetIn, placeIn } from "./layer.ts";
import type { Layer } from "./layer.ts";
import type { ManifestFiles } from "./manifest-files.ts";
import { readNeeds } from "./needs.ts";
import type { Resolver } from "./resolver.ts";
import type { SharedParts } from "./shared-parts.ts";

/** What all add-ons of one cluster are made from. */
export interface ClusterInput {
  readonly shared: SharedParts;
  /** What the cluster alone says. */
  readonly overlay: Layer;
  /** All layers, the overlay last. */
  readonly layers: readonly Layer[];
  readonly cluster: string;
  /** Undefined when the cluster does not say it, which was reported. */
  readonly kubernetes: string | undefined;
  /** All layers merged, without values. */
  readonly merged: JsonObject;
  /** Names of the add-ons that are enabled here. */
  readonly enabled: ReadonlySet<string>;
  /** The nearest name of an add-on that has a chart. */
  readonly withChart: (name: string) => string | undefined;
  readonly resolver: Resolver;
  readonly files: ManifestFiles;
  readonly report: (problem: Problem) => void;
}

/** One enabled add-on of a cluster; undefined after what is missing or wrong was reported. */
export async function buildAddon(name: string, settings: JsonObject, input: ClusterInput): Promise<Addon | undefined> {
  const { layers, merged, shared } = input;
  const values = await addonValues({ ...input, addon: name });
  if (settings["chart"] === undefined) {
    if (!isBroken(layers, ["addons", name, "chart"])) reportNoChart(name, input);
    return undefined;
  }
  const defaults = isJsonObject(merged["defaults"]) ? merged["defaults"] : {};
  const { chart, ...fixed } = await fixedSettings({ ...input, addon: name, settings, defaults }, shared);
  const version = chart === undefined ? undefined : readVersion(name, settings, input);
  const namespace = readNamespace(name, settings, input);
  const release = readRelease(name, settings, input);
  if (chart === undefined || version === undefined || namespace === undefined || release === undefined)
    return undefined;
  return { name, chart, ...version, namespace, release, needs: presentNeeds(settings, input), ...values, ...fixed };
}

/** What is really waited for: needs of what is not here were reported, or are optional. */
function presentNeeds(settings: JsonObject, { enabled }: ClusterInput): readonly string[] {
  const names = readNeeds(settings["needs"]).map((need) => need.name);
  return [...new Set(names.filter((need) => enabled.has(need)))].sort();
}

/** Of a chart whose source is sound; a local one, which has none, was refused if it has a version. */
function readVersion(name: string, settings: JsonObject, input: ClusterInput): ChartVersion | undefined {
  const { kubernetes, layers } = input;
  const request = { addon: name, version: settings["version"], kubernetes, layers };
  const read = chartVersion(request);
  if (!isProblem(read)) return read;
  if (!cannotTell(request)) input.report(read);
  return undefined;
}

/** A disabled add-on needs no chart, but one that is nearly the name of another leaves that other running. */
export function checkDisabled(name: string, settings: JsonObject, input: ClusterInput): void {
  if (settings["chart"] !== undefined || isBroken(input.layers, ["addons", name, "chart"])) return;
  if (input.withChart(name) !== undefined) reportNoChart(name, input);
}

/** An add-on without a chart is most likely a misspelt name of one that has a chart. */
function reportNoChart(name: string, { layers, withChart, report }: ClusterInput): void {
  const meant = withChart(name);
  report({
    code: meant === undefined ? "MANIFEST-NO-CHART" : "MANIFEST-UNKNOWN-ADDON",
    severity: "error",
    message: `the add-on ${name} has no chart in any file`,
    hint:
      meant === undefined
        ? "add chart: with repo:, oci://host/path/name, or a folder that starts with ./ or ../"
        : `did you mean ${meant}? otherwise add its chart`,
    at: placeIn(layers, ["addons", name], "key"),
  });
}

function readNamespace(name: string, settings: JsonObject, input: ClusterInput): string | undefined {
  const path = ["addons", name, "namespace"];
  const written = text(settings["namespace"]);
  if (written !== undefined) return resolveName(written, { path, maxLength: 63, input });
  if (isBroken(input.layers, path)) return undefined;
  input.report({
    code: "MANIFEST-NO-NAMESPACE",
    severity: "error",
    message: `the add-on ${name} has no namespace`,
    hint: `add namespace: ${name}, or the namespace it shall run in`,
    at: placeIn(input.layers, ["addons", name], "key"),
  });
  return undefined;
}

function readRelease(name: string, settings: JsonObject, input: ClusterInput): string | undefined {
  const path = ["addons", name, "release"];
  const written = text(settings["release"]);
  if (written !== undefined) return resolveName(written, { path, maxLength: 53, input });
  return isBroken(input.layers, path) ? undefined : name;
}

interface NameField {
  readonly path: YamlPath;
  readonly maxLength: number;
  readonly input: ClusterInput;
}

function resolveName(written: string, { path, maxLength, input }: NameField): string | undefined {
  const { text: name, state } = input.resolver.text(written, (_, offset) => offsetIn(input.layers, path, offset));
  if (state === "wrong") return undefined;
  if (state === "unknown") return standIn(name, maxLength);
  if (name.length <= maxLength && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) return name;
  input.report({
    code: "MANIFEST-NAME",
    severity: "error",
    message: `${String(path.at(-1))} ${JSON.stringify(name)} must be at most ${maxLength} lower-case letters, digits and dashes, and start and end with a letter or digit`,
    at: placeIn(input.layers, path),
  });
  return undefined;
}

/** A name that rests on an input without data: the same for the same text, and no problem by itself. */
function standIn(written: string, maxLength: number): string {
  const name = written
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, maxLength);
  return name.replaceAll(/^-+|-+$/g, "") || "unknown";
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
