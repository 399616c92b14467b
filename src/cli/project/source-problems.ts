import { readImageReference } from "../../images/image-reference.ts";
import { LOCK_FILE, type Pin, type SubchartPin } from "../../lock/lockfile.ts";
import { parseLock } from "../../lock/text/parse-lock.ts";
import { wantedCharts } from "../../lock/wanted-chart.ts";
import type { Environment } from "../../manifest/environment.ts";
import { applySharedSeverity } from "../../manifest/apply-severities.ts";
import type { Files } from "../../outside/files/files.ts";
import type { PlacedSettings } from "../../sources/parse-source-entry.ts";
import { readSources } from "../../sources/read-sources.ts";
import { unusedSources } from "../../sources/unused-sources.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Problem } from "../../support/problem.ts";

/** What is wrong in charts/sources.yaml; entries that nothing uses are told when all environments are there to judge by. */
export async function sourceProblems(
  files: Files,
  environments: readonly Environment[],
  scope: "all-environments" | "these-environments",
): Promise<readonly Problem[]> {
  const { entries, problems } = await readSources(files);
  if (entries.length === 0) return problems;
  const keys = await keyProblems(entries, files.root);
  if (scope === "these-environments") return keys;
  const wanted = wantedCharts(environments).charts.map(({ canonical }) => canonical);
  const unused = unusedSources(entries, [...wanted, ...(await lockedSources(files))]);
  const severities = environments.flatMap((environment) => environment.severities ?? []);
  return [...keys, ...unused.flatMap((problem) => applySharedSeverity(problem, severities) ?? [])];
}

/** Files of keys that nobody could sign by. */
async function keyProblems(entries: readonly PlacedSettings[], root: string): Promise<readonly Problem[]> {
  const signers = entries.flatMap(({ settings, files }) =>
    settings.signers.map((signer, index) => ({ signer, at: files[index]?.at })),
  );
  if (signers.length === 0) return [];
  const { createSignerReader } = await import("../../outside/charts/signatures/trusted-signer.ts");
  const read = createSignerReader(root);
  const problems: Problem[] = [];
  for (const { signer, at } of signers) {
    try {
      const trusted = await read(signer);
      if (trusted.kind === "cosign") await trusted.trust();
    } catch (error) {
      if (!(error instanceof AddonsError)) throw error;
      const { code, message, hint } = error;
      problems.push({ code, severity: "error", message, ...(hint && { hint }), ...(at && { at }) });
    }
  }
  return problems;
}

/** Those of subcharts and images stand in the lock alone. */
async function lockedSources(files: Files): Promise<readonly string[]> {
  const read = parseLock((await files.readIfExists(LOCK_FILE)) ?? "");
  const lock = read.kind === "read" ? read.lock : read.kind === "broken" ? read.salvage?.lock : undefined;
  return Object.values(lock?.addons ?? {}).flatMap((pins) => Object.values(pins).flatMap(sourcesOf));
}

function sourcesOf(pin: Pin | SubchartPin): readonly string[] {
  const subcharts = pin.subcharts ?? [];
  const images = Object.keys(("images" in pin && pin.images) || {}).flatMap((image) => readImageReference(image) ?? []);
  return [pin.source, ...subcharts.flatMap(sourcesOf), ...images.map(({ repository }) => `oci://${repository}`)];
}
