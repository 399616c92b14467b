import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import { chartSource } from "./chart-source.ts";
import type { ChartSource } from "../sources/chart-source.ts";
import type { Addon, CrdPolicy, IgnoreRule, OnFailure, ReadyGate } from "./environment.ts";
import { decidingLayer, isBroken, placeIn, valueAt } from "./layer.ts";
import type { Layer } from "./layer.ts";
import type { ManifestFiles } from "./manifest-files.ts";
import { parseDuration } from "./parse-duration.ts";
import { recorded } from "./recorded.ts";
import type { FixedSettings, SharedParts } from "./shared-parts.ts";

export interface SettingsRequest {
  readonly addon: string;
  readonly settings: JsonObject;
  readonly defaults: JsonObject;
  readonly layers: readonly Layer[];
  readonly files: ManifestFiles;
  readonly report: (problem: Problem) => void;
}

/** The settings of an add-on that has a chart; made once for all clusters that leave them as the environment has them. */
export async function fixedSettings(request: SettingsRequest, shared: SharedParts): Promise<FixedSettings> {
  if (valueAt(shared.merged, ["addons", request.addon]) !== request.settings) return await readSettings(request);
  const known =
    shared.settings.get(request.addon) ??
    recorded((report) => readSettings({ ...request, layers: shared.layers, report }));
  shared.settings.set(request.addon, known);
  const { result, problems } = await known;
  problems.forEach(request.report);
  return result;
}

const DEFAULT_TIMEOUT = "10m";
const DEFAULT_HISTORY_MAX = 5;

async function readSettings(request: SettingsRequest): Promise<FixedSettings> {
  const { addon, settings, defaults, layers } = request;
  return {
    chart: await readChart(request),
    labels: readLabels(settings["labels"]),
    ...(settings["needs"] !== undefined && { needsAt: placeIn(layers, ["addons", addon, "needs"], "key") }),
    conflicts: list(settings["conflicts"])
      .filter((name) => typeof name === "string")
      .toSorted(),
    ready: checkedItems<ReadyGate>(settings["ready"]),
    driftIgnore: readIgnoreRules(settings["drift"]),
    protected: settings["protected"] === true,
    timeoutSeconds: parseDuration(text(settings["timeout"]) ?? text(defaults["timeout"]) ?? DEFAULT_TIMEOUT),
    historyMax: Number(defaults["historyMax"] ?? DEFAULT_HISTORY_MAX),
    onFailure: (text(defaults["onFailure"]) ?? "stop-dependents") as OnFailure,
    repair: defaults["repair"] === true,
    crds: (text(settings["crds"]) ?? "apply") as CrdPolicy,
    adopt: settings["adopt"] === true,
    at: definedAt(addon, layers),
  };
}

async function readChart({
  addon,
  settings,
  layers,
  report,
  files,
}: SettingsRequest): Promise<ChartSource | undefined> {
  const path: YamlPath = ["addons", addon, "chart"];
  const [chart = "", repo] = [text(settings["chart"]), text(settings["repo"])];
  const broken = ["repo", "version"].find((key) => isBroken(layers, ["addons", addon, key]));
  if (broken !== undefined) return undefined;
  const file = decidingLayer(layers, path)?.source.file ?? "";
  const read = chartSource({
    file,
    chart,
    ...(repo === undefined ? {} : { repo }),
    version: settings["version"] === undefined ? "none" : "given",
  });
  if (read.kind === "wrong") {
    const at = placeIn(layers, ["addons", addon, read.key]);
    report({ code: "MANIFEST-CHART", severity: "error", message: `${addon}: ${read.message}`, hint: read.hint, at });
    return undefined;
  }
  if (read.source.kind === "local") {
    await files.chartFolder(read.source.path, { at: placeIn(layers, path), expects: "chart", report });
  }
  return read.source;
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

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
