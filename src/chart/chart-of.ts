import type { JsonValue } from "../support/json.ts";
import { once } from "../support/once.ts";
import type { Chart, ChartDefaults, ChartSchema } from "./chart.ts";
import { isMentioned, readMentions } from "./mentions.ts";
import { readChartFile } from "./read-chart-file.ts";
import { NO_DEFAULTS, readDefaults } from "./read-defaults.ts";

/** Files by path inside a chart's folder. */
export type ChartFiles = ReadonlyMap<string, Uint8Array>;

/**
 * A chart as data. Packed subcharts must have been unpacked to folders (`charts/redis-1.0.0.tgz/Chart.yaml`), as
 * `ChartArchive.unpacked()` gives them.
 */
export function chartOf(files: ChartFiles): Chart {
  return read({ files, folder: "" });
}

interface Reading {
  readonly files: ChartFiles;
  readonly folder: string;
}

function read({ files, folder }: Reading): Chart {
  const file = readChartFile(files.get("Chart.yaml") ?? new Uint8Array(), files.get("requirements.yaml"));
  const schemaBytes = files.get("values.schema.json");
  const subcharts = once(() => readSubcharts({ files, folder }));
  const defaults = once((): ChartDefaults => {
    const bytes = files.get("values.yaml");
    return bytes === undefined ? NO_DEFAULTS : readDefaults(bytes);
  });
  const mentions = once(() => readMentions(files));
  const schema = schemaBytes && readSchema(`${folder}values.schema.json`, schemaBytes);
  return {
    ...file,
    folder,
    mentions: (path) => isMentioned(mentions(), path),
    ...(schema === undefined ? {} : { schema }),
    get subcharts() {
      return subcharts();
    },
    get defaults() {
      return defaults();
    },
  };
}

/** Folders whose name starts with `_` or `.` are not charts, nor is what has no Chart.yaml. */
function readSubcharts({ files, folder }: Reading): readonly Chart[] {
  const folders = new Map<string, Map<string, Uint8Array>>();
  for (const [path, bytes] of files) {
    const match = /^charts\/([^/_.][^/]*)\/(.+)$/.exec(path);
    const [, name, inside] = match ?? [];
    if (name === undefined || inside === undefined) continue;
    const inFolder = folders.get(name) ?? new Map<string, Uint8Array>();
    inFolder.set(inside, bytes);
    folders.set(name, inFolder);
  }
  return [...folders]
    .filter(([, inFolder]) => inFolder.has("Chart.yaml"))
    .map(([name, inFolder]) => read({ files: inFolder, folder: `${folder}charts/${name}/` }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

function readSchema(file: string, bytes: Uint8Array): ChartSchema {
  const parsed = once(() => parse(bytes));
  return {
    file,
    get data() {
      return parsed().data;
    },
    get broken() {
      return parsed().broken;
    },
  };
}

function parse(bytes: Uint8Array): { readonly data: JsonValue | undefined; readonly broken: string | undefined } {
  try {
    return { data: JSON.parse(new TextDecoder().decode(bytes)) as JsonValue, broken: undefined };
  } catch (error) {
    return { data: undefined, broken: error instanceof Error ? error.message : String(error) };
  }
}
