/** Charts that are generated for comparisons with the real Helm. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { chartOf } from "../../src/chart/chart-of.ts";
import type { Chart } from "../../src/chart/chart.ts";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";

/** A chart before it is files; JSON is YAML, so data stands in its files as JSON. */
export interface ChartProject {
  readonly name: string;
  readonly version?: string;
  /** Entries of Chart.yaml beyond name and version. */
  readonly more?: JsonObject;
  /** Data, or the text of values.yaml. */
  readonly values?: JsonObject | string;
  /** Data, or the text of values.schema.json. */
  readonly schema?: JsonValue;
  readonly subcharts?: readonly ChartProject[];
}

export type ChartTexts = Readonly<Record<string, string>>;

/** Every chart prints its values; the source lines tell which charts were rendered. */
const TEMPLATE = "values: {{ .Values | toJson | quote }}\n";

export function chartTexts(project: ChartProject, folder = ""): ChartTexts {
  const { name, version = "1.0.0", more = {}, values, schema, subcharts = [] } = project;
  return {
    [`${folder}Chart.yaml`]: JSON.stringify({ apiVersion: "v2", name, version, ...more }),
    [`${folder}templates/values.yaml`]: TEMPLATE,
    ...(values === undefined
      ? {}
      : { [`${folder}values.yaml`]: typeof values === "string" ? values : JSON.stringify(values) }),
    ...(schema === undefined
      ? {}
      : { [`${folder}values.schema.json`]: typeof schema === "string" ? schema : JSON.stringify(schema) }),
    ...Object.assign({}, ...subcharts.map((one) => chartTexts(one, `${folder}charts/${one.name}/`))),
  };
}

export function chartFrom(texts: ChartTexts): Chart {
  return chartOf(new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)])));
}

export interface Rendered {
  /** `.Values` of the outermost chart. */
  readonly values: JsonValue;
  /**
   * Charts that were rendered with their depth, e.g. `2 inner`, sorted: Helm 3
   * does not name what is above an aliased chart, and renders what is inside once for all aliases.
   */
  readonly charts: readonly string[];
}

/** What Helm renders, or what it says against it. */
export async function renderByHelm(
  helm: string,
  texts: ChartTexts,
  values: JsonObject | string,
): Promise<Rendered | { readonly refused: string }> {
  const folder = await mkdtemp(join(tmpdir(), "addons-chart-"));
  try {
    for (const [path, text] of Object.entries(texts)) {
      await mkdir(dirname(join(folder, "chart", path)), { recursive: true });
      await writeFile(join(folder, "chart", path), text);
    }
    const file = join(folder, "values.yaml");
    await writeFile(file, typeof values === "string" ? values : JSON.stringify(values));
    const args = ["template", "x", join(folder, "chart"), "-f", file];
    const { stdout } = await promisify(execFile)(helm, args, { env: { HOME: folder }, maxBuffer: 2 ** 26 });
    return readRendered(stdout);
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    if (stderr === undefined) throw error;
    return { refused: stderr };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function readRendered(stdout: string): Rendered {
  const sources = [...stdout.matchAll(/^# Source: (.*)\/templates\/values\.yaml\nvalues: (.*)$/gm)];
  const outermost = sources.find(([, source]) => !source?.includes("/"));
  return {
    values: JSON.parse(JSON.parse(outermost?.[2] ?? "null") as string) as JsonValue,
    charts: [...new Set(sources.map(([, source]) => depthAndName(source?.split("/charts/") ?? [])))].sort(),
  };
}

function depthAndName(path: readonly string[]): string {
  return `${path.length} ${path.at(-1)}`;
}

/** `work` for all items, a few at a time. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as Item);
    }
  };
  await Promise.all([lane(), lane(), lane()]);
  return results;
}
