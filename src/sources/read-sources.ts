import type { Files } from "../outside/files/files.ts";
import { AddonsError } from "../support/addons-error.ts";
import { nearest } from "../support/nearest.ts";
import type { Problem } from "../support/problem.ts";
import type { PlacedSettings } from "./parse-source-entry.ts";
import { SOURCES_FILE, type SourceSettings } from "./source-settings.ts";

/** `entries` are empty when there are problems: half of a policy is none. */
export interface SourcesRead {
  readonly entries: readonly PlacedSettings[];
  readonly problems: readonly Problem[];
}

/** Reads charts/sources.yaml with everything that is wrong in it; a project needs none. */
export async function readSources(files: Files): Promise<SourcesRead> {
  const text = await files.readIfExists(SOURCES_FILE);
  if (text === undefined) return { entries: [], problems: [] };
  const { parseSources } = await import("./parse-sources.ts");
  const parsed = parseSources(text);
  if (parsed.kind === "broken") return { entries: [], problems: parsed.problems };
  const missing = await missingFiles(parsed.entries, files);
  return missing.length > 0 ? { entries: [], problems: missing } : { entries: parsed.entries, problems: [] };
}

/** What holds for which source. Throws AddonsError SOURCES-INVALID (usage) with every problem. */
export async function usableSources(files: Files): Promise<readonly SourceSettings[]> {
  const { entries, problems } = await readSources(files);
  if (problems.length === 0) return entries.map(({ settings }) => settings);
  const what = problems.length === 1 ? "an error" : `${problems.length} errors`;
  throw new AddonsError("SOURCES-INVALID", `${SOURCES_FILE} has ${what}; no chart was asked for`, {
    kind: "usage",
    hint: "correct what is listed above, then: addons validate",
    problems,
  });
}

async function missingFiles(entries: readonly PlacedSettings[], files: Files): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { file, at } of entries.flatMap((entry) => entry.files)) {
    const cut = file.lastIndexOf("/");
    const [folder, name] = [file.slice(0, Math.max(0, cut)), file.slice(cut + 1)];
    const there: readonly string[] = await files.list(folder).catch(() => []);
    if (there.includes(name)) continue;
    const meant = nearest(name, there);
    problems.push({
      code: "SOURCES-MISSING-FILE",
      severity: "error",
      message: `${file} does not exist`,
      hint: `${meant === undefined ? "" : `did you mean ${meant}? `}paths are relative to the folder charts`,
      at,
    });
  }
  return problems;
}
