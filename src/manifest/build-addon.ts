import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import { nearest } from "../support/nearest.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import { addonValues } from "./addon-values.ts";
import { chartSource } from "./chart-source.ts";
import { cannotTell, chartVersion, isProblem } from "./chart-version.ts";
import type { ChartVersion } from "./chart-version.ts";
import type { Addon, ChartSource, CrdPolicy, IgnoreRule, OnFailure, ReadyGate } from "./environment.ts";
import { decidingLayer, isBroken, offsetIn, placeIn } from "./layer.ts";
import type { Layer } from "./layer.ts";
import type { ManifestFiles } from "./manifest-files.ts";
import { readNeeds } from "./needs.ts";
import { parseDuration } from "./parse-duration.ts";
import type { Resolver } from "./resolver.ts";

/** What all add-ons of one cluster are made from. */
export interface ClusterInput {
  readonly layers: readonly Layer[];
  readonly cluster: string;
  /** Undefined when the cluster does not say it, which was reported. */
  readonly kubernetes: string | undefined;
  /** All layers merged, without values. */
  readonly merged: JsonObject;
  /** Names of the add-ons that are enabled here. */
  readonly enabled: ReadonlySet<string>;
  readonly resolver: Resolver;
  readonly files: ManifestFiles;
  readonly report: (problem: Problem) => void;
}

const DEFAULT_TIMEOUT = "10m";
const DEFAULT_HISTORY_MAX = 5;

/** One enabled add-on of a cluster; undefined after what is missing or wrong was reported. */
export async function buildAddon(name: string, settings: JsonObject, input: ClusterInput): Promise<Addon | undefined> {
  const { layers, merged, resolver, files, report } = input;
  const values = await addonValues({ addon: name, layers, resolver, files, report });
  if (settings["chart"] === undefined) {
    if (!isBroken(layers, ["addons", name, "chart"])) reportNoChart(name, input);
    return undefined;
  }
  const chart = await readChart(name, settings, input);
  const version = chart === undefined ? undefined : readVersion(name, settings, input);
  const namespace = readNamespace(name, settings, input);
  const release = readRelease(name, settings, input);
  if (chart === undefined || version === undefined || namespace === undefined || release === undefined)
    return undefined;
  return {
    name,
    chart,
    ...version,
    namespace,
    release,
    labels: readLabels(settings["labels"]),
    needs: presentNeeds(settings, input),
    ...(settings["needs"] !== undefined && { needsAt: placeIn(layers, ["addons", name, "needs"], "key") }),
    conflicts: strings(settings["conflicts"]).toSorted(),
    ...values,
    ready: checkedItems<ReadyGate>(settings["ready"]),
    driftIgnore: readIgnoreRules(settings["drift"]),
    ...readOptions(settings, isJsonObject(merged["defaults"]) ? merged["defaults"] : {}),
    at: definedAt(name, layers),
  };
}

/** What is really waited for: needs of what is not here were reported, or are optional. */
function presentNeeds(settings: JsonObject, { enabled }: ClusterInput): readonly string[] {
  const names = readNeeds(settings["needs"]).map((need) => need.name);
  return [...new Set(names.filter((need) => enabled.has(need)))].sort();
}

function readLabels(value: JsonValue | undefined): Addon["labels"] {
  const labels = Object.entries(isJsonObject(value) ? value : {});
  return Object.fromEntries(labels.flatMap(([name, label]) => (typeof label === "string" ? [[name, label]] : [])));
}

/** The add-on's name in the file that gives it its chart. */
function definedAt(name: string, layers: readonly Layer[]): SourcePosition {
  const layer = decidingLayer(layers, ["addons", name, "chart"]);
  return placeIn(layer === undefined ? layers : [layer], ["addons", name], "key");
}

type Options = Pick<Addon, "protected" | "timeoutSeconds" | "historyMax" | "onFailure" | "repair" | "crds" | "adopt">;

function readOptions(settings: JsonObject, defaults: JsonObject): Options {
  return {
    protected: settings["protected"] === true,
    timeoutSeconds: parseDuration(text(settings["timeout"]) ?? text(defaults["timeout"]) ?? DEFAULT_TIMEOUT),
    historyMax: Number(defaults["historyMax"] ?? DEFAULT_HISTORY_MAX),
    onFailure: (text(defaults["onFailure"]) ?? "stop-dependents") as OnFailure,
    repair: defaults["repair"] === true,
    crds: (text(settings["crds"]) ?? "apply") as CrdPolicy,
    adopt: settings["adopt"] === true,
  };
}

async function readChart(name: string, settings: JsonObject, input: ClusterInput): Promise<ChartSource | undefined> {
  const { layers, report, files } = input;
  const path: YamlPath = ["addons", name, "chart"];
  const [chart = "", repo] = [text(settings["chart"]), text(settings["repo"])];
  const broken = ["repo", "version"].find((key) => isBroken(layers, ["addons", name, key]));
  if (broken !== undefined) return undefined;
  const file = decidingLayer(layers, path)?.source.file ?? "";
  const read = chartSource({
    file,
    chart,
    ...(repo === undefined ? {} : { repo }),
    version: settings["version"] === undefined ? "none" : "given",
  });
  if (read.kind === "wrong") {
    const at = placeIn(layers, ["addons", name, read.key]);
    report({ code: "MANIFEST-CHART", severity: "error", message: `${name}: ${read.message}`, hint: read.hint, at });
    return undefined;
  }
  if (read.source.kind === "local") {
    await files.chartFolder(read.source.path, { at: placeIn(layers, path), expects: "chart", report });
  }
  return read.source;
}

/** Of a chart whose source is sound; a local one, which has none, was refused if it has a version. */
function readVersion(name: string, settings: JsonObject, input: ClusterInput): ChartVersion | undefined {
  const { cluster, kubernetes, layers } = input;
  const request = { addon: name, version: settings["version"], cluster, kubernetes, layers };
  const read = chartVersion(request);
  if (!isProblem(read)) return read;
  if (!cannotTell(request)) input.report(read);
  return undefined;
}

/** An add-on without a chart is most likely a misspelt name of one that has a chart. */
function reportNoChart(name: string, { layers, merged, report }: ClusterInput): void {
  const addons = isJsonObject(merged["addons"]) ? merged["addons"] : {};
  const others = Object.entries(addons).filter(([, addon]) => isJsonObject(addon) && addon["chart"] !== undefined);
  const meant = nearest(
    name,
    others.map(([other]) => other),
  );
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

function readIgnoreRules(drift: JsonValue | undefined): readonly IgnoreRule[] {
  return isJsonObject(drift) ? checkedItems<IgnoreRule>(drift["ignore"]) : [];
}

/** Items whose shape the schema has checked. */
function checkedItems<Item>(value: JsonValue | undefined): readonly Item[] {
  const items: readonly unknown[] = list(value);
  return items as readonly Item[];
}

/** Items without those that were refused. */
function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter((item) => item !== null) : [];
}

function strings(value: JsonValue | undefined): readonly string[] {
  return list(value).filter((item) => typeof item === "string");
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
