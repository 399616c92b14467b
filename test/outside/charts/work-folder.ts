import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Timeouts } from "../../../src/outside/charts/transfer/limit-time.ts";
import type { TransferEvent } from "../../../src/outside/charts/transfer/transfer-event.ts";
import type { SourceSettings } from "../../../src/sources/source-settings.ts";
import { createChartArchives, type CountedChartArchives } from "../../../src/outside/charts/create-chart-archives.ts";

/** A folder that goes away with the test, holding these files. */
export function workFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "addons-charts-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFiles(folder, files);
  return folder;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Real sources with short pauses between attempts; `notes` collects progress, `events` downloads. */
export function archivesFor(
  root: string,
  options: {
    readonly cache?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly idleMs?: number;
    readonly timeouts?: Partial<Timeouts>;
    readonly settings?: readonly SourceSettings[];
    readonly network?: "refused";
  } = {},
): {
  readonly charts: CountedChartArchives;
  readonly notes: string[];
  readonly events: TransferEvent[];
  readonly cache: string;
} {
  const notes: string[] = [];
  const events: TransferEvent[] = [];
  const cache = options.cache ?? join(root, ".cache");
  const { settings } = options;
  const charts = createChartArchives({
    root,
    cacheFolder: cache,
    env: { HOME: join(root, "home"), ...options.env },
    progress: (message) => notes.push(message),
    transfers: (event) => events.push(event),
    timeouts: { connectMs: 30_000, idleMs: options.idleMs ?? 30_000, totalMs: 60_000, ...options.timeouts },
    retries: { attempts: 3, firstDelayMs: 5, longestDelayMs: 50 },
    ...(options.network && { network: options.network }),
    ...(settings === undefined ? {} : { settings: async () => settings }),
  });
  return { charts, notes, events, cache };
}
