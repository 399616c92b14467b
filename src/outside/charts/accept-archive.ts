import { AddonsError } from "../../support/addons-error.ts";
import type { Pin } from "../../lock/lockfile.ts";
import { changedFiles } from "./archive/content-digest.ts";
import { readChart } from "./archive/read-chart.ts";
import type { ChartCache } from "./cache/chart-cache.ts";
import type { ChartArchive } from "./chart-archives.ts";

export interface AcceptContext {
  /** For messages: a file, `the cache`, a source. */
  readonly where: string;
  readonly outside: { readonly cache: ChartCache; readonly progress: (message: string) => void };
  /** What to do about other content, when that is not the source's fault. */
  readonly hint?: string;
}

/**
 * An archive that has the pinned content, however it is packed. Equal bytes must have it too: else the lock was edited by
 * hand. Throws AddonsError LOCK-DIGEST-MISMATCH (refused) with both digests and, where known, the files that changed.
 */
export async function acceptArchive(pin: Pin, archive: ChartArchive, context: AcceptContext): Promise<ChartArchive> {
  const { where, outside } = context;
  if (archive.content !== pin.content)
    throw mismatch(pin, archive, { ...context, changed: await changes(pin, archive, outside) });
  if (pin.archive !== undefined && archive.archive !== pin.archive) {
    outside.progress(`${pin.chart} from ${where} was repackaged: other archive, equal content; accepted`);
    await outside.cache.put(archive.bytes);
    await outside.cache.link(pin.content, archive.archive);
  }
  return archive;
}

/** Known when the cache still has the pinned archive. */
async function changes(pin: Pin, archive: ChartArchive, outside: AcceptContext["outside"]): Promise<readonly string[]> {
  if (pin.archive === undefined || pin.archive === archive.archive) return [];
  const bytes = await outside.cache.get(pin.archive);
  if (!bytes) return [];
  const before = await readChart(bytes, pin.chart).catch(() => undefined);
  return before && before.content === pin.content ? changedFiles(before.files, archive.files) : [];
}

function mismatch(
  pin: Pin,
  archive: ChartArchive,
  found: AcceptContext & { readonly changed: readonly string[] },
): AddonsError {
  const digests =
    pin.archive === undefined || pin.archive === archive.archive
      ? `pinned ${pin.content}, found ${archive.content}`
      : `pinned ${pin.archive} (${pin.content}), found ${archive.archive} (${archive.content})`;
  const shown = found.changed.slice(0, 20).join(", ");
  const more = found.changed.length > 20 ? ` and ${found.changed.length - 20} more` : "";
  const files = shown === "" ? "" : `; changed files: ${shown}${more}`;
  const message = `${pin.chart} from ${found.where} is not what was locked: ${digests}${files}`;
  const otherwise = pin.archive === undefined ? FOLDER_CHANGED : PUBLISHED_AGAIN;
  return new AddonsError("LOCK-DIGEST-MISMATCH", message, { kind: "refused", hint: found.hint ?? otherwise });
}

const FOLDER_CHANGED = "when the change is wanted, run `addons lock` and review it";
const PUBLISHED_AGAIN =
  "do not install it: find out who changed a published version, then restore it or move to another version; once the new content is reviewed: addons lock --accept-changed NAME";
