import type { Pin } from "../../../lock/lockfile.ts";
import { acceptArchive } from "../accept-archive.ts";
import { readChart } from "../archive/read-chart.ts";
import type { ChartArchive } from "../chart-archives.ts";
import type { ChartCache } from "./chart-cache.ts";

/** The pinned bytes from the cache, or those of a repackaged archive with the pinned content; undefined when it has neither. */
export async function cachedArchive(
  pin: Pin,
  outside: { readonly cache: ChartCache; readonly progress: (message: string) => void },
): Promise<ChartArchive | undefined> {
  // A folder of the project is here already; one at a commit is kept by its content.
  if (pin.archive === undefined && pin.commit === undefined) return undefined;
  const own = pin.archive === undefined ? undefined : await outside.cache.get(pin.archive);
  const bytes = own ?? (await linkedBytes(pin.content, outside.cache));
  if (!bytes) return undefined;
  const archive = await readChart(bytes, `${pin.chart} from the cache`);
  if (archive.content === pin.content) return archive;
  if (pin.archive === undefined) return undefined;
  return await acceptArchive(pin, archive, { where: "the cache", outside });
}

async function linkedBytes(content: string, cache: ChartCache): Promise<Uint8Array | undefined> {
  const archive = await cache.linked(content);
  return archive === undefined ? undefined : await cache.get(archive);
}
