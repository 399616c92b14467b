import type { ChartArchives } from "../../outside/charts/chart-archives.ts";
import { AddonsError } from "../../support/addons-error.ts";
import { mapLimit } from "../../support/limit.ts";
import type { Problem } from "../../support/problem.ts";
import type { Lockfile } from "../lockfile.ts";
import { vendoredCharts } from "./vendored-charts.ts";

const AT_ONCE = 6;

/** Has every locked chart on this computer afterwards; returns how many there are. Throws AddonsError CACHE-FILL with all that could not be had. */
export async function fillCache(lock: Lockfile, charts: Pick<ChartArchives, "pinned">): Promise<number> {
  const wanted = vendoredCharts(lock);
  const problems = await mapLimit(wanted, AT_ONCE, async ({ pin, users }): Promise<readonly Problem[]> => {
    try {
      await charts.pinned(pin);
      return [];
    } catch (error) {
      if (!(error instanceof AddonsError)) throw error;
      const names = users.map(({ addon, key }) => `${addon} (${key})`).join(", ");
      const hint = error.hint === undefined ? {} : { hint: error.hint };
      return [{ code: error.code, severity: "error", message: `${names}: ${error.message}`, ...hint }];
    }
  });
  const all = problems.flat();
  if (all.length === 0) return wanted.length;
  const message = `${all.length} of ${wanted.length} charts could not be had; the others are in the cache`;
  throw new AddonsError("CACHE-FILL", message, {
    kind: all.some(({ code }) => code === "LOCK-DIGEST-MISMATCH") ? "refused" : "failed",
    problems: all,
    hint: "see what is said of each above, then run it again: addons cache fill",
  });
}
