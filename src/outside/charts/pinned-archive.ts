import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AddonsError } from "../../support/addons-error.ts";
import { readCanonicalSource } from "../../sources/canonical-source.ts";
import type { ChartSource } from "../../sources/chart-source.ts";
import type { Pin } from "../../lock/lockfile.ts";
import { changedFiles } from "./archive/content-digest.ts";
import { readChart } from "./archive/read-chart.ts";
import type { ChartArchive } from "./chart-archives.ts";
import type { ChartCache } from "./cache/chart-cache.ts";
import type { Registry } from "./registry/create-registry.ts";

export interface PinnedOutside {
  readonly root: string;
  readonly cache: ChartCache;
  readonly registry: Registry;
  readonly progress: (message: string) => void;
  readonly download: (source: ChartSource, version: string) => Promise<ChartArchive>;
}

/** The bytes of a pin: charts/vendor, then the cache, then the source. Whatever has another content is refused. */
export async function pinnedArchive(pin: Pin, outside: PinnedOutside): Promise<ChartArchive> {
  const archive = (await vendored(pin, outside)) ?? (await cached(pin, outside)) ?? (await fetched(pin, outside));
  return pin.manifest === undefined ? archive : { ...archive, manifest: pin.manifest };
}

/** The same without asking the source, unless that is a folder of the project. */
export async function availableArchive(pin: Pin, outside: PinnedOutside): Promise<ChartArchive | undefined> {
  const archive = (await vendored(pin, outside)) ?? (await cached(pin, outside));
  if (archive !== undefined) return pin.manifest === undefined ? archive : { ...archive, manifest: pin.manifest };
  return readCanonicalSource(pin.source, chartOf(pin).name).kind === "local" ? await fetched(pin, outside) : undefined;
}

async function vendored(pin: Pin, outside: PinnedOutside): Promise<ChartArchive | undefined> {
  if (pin.archive === undefined) return undefined;
  const { name, version } = chartOf(pin);
  const path = `charts/vendor/${name}-${version}.tgz`;
  const bytes = await readFile(join(outside.root, path)).catch(() => undefined);
  return bytes && (await accepted(pin, await readChart(bytes, path), { where: path, outside }));
}

async function cached(pin: Pin, outside: PinnedOutside): Promise<ChartArchive | undefined> {
  if (pin.archive === undefined) return undefined;
  const linked = async (): Promise<Uint8Array | undefined> => {
    const archive = await outside.cache.linked(pin.content);
    return archive === undefined ? undefined : await outside.cache.get(archive);
  };
  const bytes = (await outside.cache.get(pin.archive)) ?? (await linked());
  if (!bytes) return undefined;
  const archive = await readChart(bytes, `${pin.chart} from the cache`);
  if (archive.content === pin.content) return archive;
  return await accepted(pin, archive, { where: "the cache", outside });
}

/** A registry gives the archive by its own digest; only when that is gone is the version asked for. */
async function fetched(pin: Pin, outside: PinnedOutside): Promise<ChartArchive> {
  const { name, version } = chartOf(pin);
  const source = readCanonicalSource(pin.source, name);
  if (source.kind === "oci" && pin.archive !== undefined) {
    const bytes = await outside.registry.blob(source.reference, pin.archive, pin.chart);
    if (bytes) {
      const archive = await accepted(pin, await readChart(bytes, pin.chart), { where: pin.source, outside });
      await outside.cache.put(bytes);
      return archive;
    }
    outside.progress(`${pin.chart}: ${pin.source} does not have the locked archive any more; looking at its tag`);
    const now = await outside.download(source, version);
    const where = `${pin.source} (the locked archive is gone there, its tag has another one now)`;
    return await accepted(pin, now, { where, outside });
  }
  return await accepted(pin, await outside.download(source, version), { where: pin.source, outside });
}

/** Equal bytes must have the pinned content too: else the lock was edited by hand. */
async function accepted(
  pin: Pin,
  archive: ChartArchive,
  context: { readonly where: string; readonly outside: PinnedOutside },
): Promise<ChartArchive> {
  const { where, outside } = context;
  if (archive.content !== pin.content)
    throw mismatch(pin, archive, { where, changed: await changes(pin, archive, outside) });
  if (pin.archive !== undefined && archive.archive !== pin.archive) {
    outside.progress(`${pin.chart} from ${where} was repackaged: other archive, equal content; accepted`);
    await outside.cache.put(archive.bytes);
    await outside.cache.link(pin.content, archive.archive);
  }
  return archive;
}

/** Known when the cache still has the pinned archive. */
async function changes(pin: Pin, archive: ChartArchive, outside: PinnedOutside): Promise<readonly string[]> {
  if (pin.archive === undefined || pin.archive === archive.archive) return [];
  const bytes = await outside.cache.get(pin.archive);
  if (!bytes) return [];
  const before = await readChart(bytes, pin.chart).catch(() => undefined);
  return before && before.content === pin.content ? changedFiles(before.files, archive.files) : [];
}

function mismatch(
  pin: Pin,
  archive: ChartArchive,
  found: { readonly where: string; readonly changed: readonly string[] },
): AddonsError {
  const digests =
    pin.archive === undefined || pin.archive === archive.archive
      ? `pinned ${pin.content}, found ${archive.content}`
      : `pinned ${pin.archive} (${pin.content}), found ${archive.archive} (${archive.content})`;
  const shown = found.changed.slice(0, 20).join(", ");
  const more = found.changed.length > 20 ? ` and ${found.changed.length - 20} more` : "";
  const files = shown === "" ? "" : `; changed files: ${shown}${more}`;
  const message = `${pin.chart} from ${found.where} is not what was locked: ${digests}${files}`;
  const hint =
    pin.archive === undefined
      ? "when the change is wanted, run `addons lock` and review it"
      : "do not install it: find out who changed a published version, then restore it or move to another version";
  return new AddonsError("LOCK-DIGEST-MISMATCH", message, { kind: "refused", hint });
}

/** `name@version`; versions hold no `@`. */
function chartOf(pin: Pin): { name: string; version: string } {
  const at = pin.chart.lastIndexOf("@");
  return { name: pin.chart.slice(0, at), version: pin.chart.slice(at + 1) };
}
