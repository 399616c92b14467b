import { MAX_UNPACKED } from "./archive-limits.ts";
import { refusedChart } from "./chart-error.ts";
import { filesByPath } from "./files-by-path.ts";
import { readTar } from "./read-tar.ts";
import { unzip } from "./unzip.ts";

/** No chart is known whose subcharts are packed more than two deep. */
const MAX_DEPTH = 8;
const MAX_FILES = 20_000;

type Files = ReadonlyMap<string, Uint8Array>;

/** Files of a chart with the packed charts in its `charts` folders unpacked to folders of the same name. */
export async function unpackSubcharts(files: Files, origin: string): Promise<Files> {
  const unpacking: Unpacking = { origin, unpacked: new Map(), bytes: 0 };
  await unpack(files, { folder: "", depth: 0 }, unpacking);
  return unpacking.unpacked;
}

interface Unpacking {
  readonly origin: string;
  readonly unpacked: Map<string, Uint8Array>;
  bytes: number;
}

interface At {
  readonly folder: string;
  readonly depth: number;
}

async function unpack(files: Files, { folder, depth }: At, unpacking: Unpacking): Promise<void> {
  for (const [path, bytes] of files) {
    if (!/^(?:charts\/[^/]+\/)*charts\/[^/_.][^/]*\.tgz$/.test(path)) {
      add(`${folder}${path}`, bytes, unpacking);
      continue;
    }
    const origin = `${unpacking.origin}: ${folder}${path}`;
    if (depth === MAX_DEPTH) {
      throw refusedChart("CHART-TOO-LARGE", `${origin}: charts are packed inside charts more than ${MAX_DEPTH} deep`);
    }
    const inside = filesByPath(readTar(await unzip(bytes, origin), origin), origin);
    await unpack(inside, { folder: `${folder}${path}/`, depth: depth + 1 }, unpacking);
  }
}

function add(path: string, bytes: Uint8Array, unpacking: Unpacking): void {
  const { unpacked, origin } = unpacking;
  unpacking.bytes += bytes.length;
  if (unpacking.bytes > MAX_UNPACKED) {
    throw refusedChart(
      "CHART-TOO-LARGE",
      `${origin}: it and the charts inside unpack to more than ${MAX_UNPACKED} bytes`,
    );
  }
  unpacked.set(path, bytes);
  if (unpacked.size > MAX_FILES) {
    throw refusedChart("CHART-TOO-MANY-FILES", `${origin}: it and the charts inside have more than ${MAX_FILES} files`);
  }
}
