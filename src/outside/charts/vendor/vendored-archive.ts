import type { Pin } from "../../../lock/lockfile.ts";
import { distinctVendoredName, VENDOR_FOLDER, vendoredName } from "../../../sources/vendored-name.ts";
import { acceptArchive } from "../accept-archive.ts";
import { readChart } from "../archive/read-chart.ts";
import type { ChartCache } from "../cache/chart-cache.ts";
import type { ChartArchive } from "../chart-archives.ts";
import { readVendored } from "./read-vendored.ts";

/**
 * The copy of a pin in charts/vendor; undefined when there is none. A copy that is there and is not the pinned chart is
 * refused, not passed over: throws AddonsError LOCK-DIGEST-MISMATCH or VENDOR-*, with the file's name.
 */
export async function vendoredArchive(
  pin: Pin,
  outside: {
    readonly root: string;
    readonly cache: ChartCache;
    readonly progress: (message: string) => void;
  },
): Promise<ChartArchive | undefined> {
  if (!isVendored(pin)) return undefined;
  for (const file of [distinctVendoredName(pin), vendoredName(pin)]) {
    const bytes = await readVendored(outside.root, file);
    if (bytes === undefined) continue;
    const where = `${VENDOR_FOLDER}/${file}`;
    return await acceptArchive(pin, await readChart(bytes, where), { where, outside, hint: HINT });
  }
  return undefined;
}

/** A folder of the project is here already, unless the environment is held back at what it was. */
function isVendored(pin: Pin): boolean {
  return pin.archive !== undefined || pin.commit !== undefined;
}

const HINT =
  "find out who changed the copy; then restore it from git, or remove it and run `addons vendor`, which takes the pinned one";
