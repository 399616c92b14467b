import type { Addon } from "../manifest/environment.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { Problem } from "../support/problem.ts";

/** An add-on whose chart is not on this computer, in a run that may not use the network. */
export interface OfflineChart {
  readonly addon: Addon;
  readonly error: AddonsError;
}

export function isOfflineError(error: unknown): error is AddonsError {
  return error instanceof AddonsError && error.code === "CHART-OFFLINE";
}

/** One error for all of them: who is offline wants to know everything that has to be fetched. */
export function offlineCharts(charts: readonly OfflineChart[], environment: string): AddonsError {
  const problems = charts.map(({ addon, error }): Problem => ({
    code: error.code,
    severity: "error",
    message: `${addon.name}: ${error.message}`,
    at: addon.at,
  }));
  const names = charts.map(({ addon }) => addon.name).join(", ");
  const message = `${names} (${environment}): not on this computer, and the network is not to be used`;
  const hint = charts[0]?.error.hint;
  return new AddonsError("CHART-OFFLINE", message, {
    kind: "failed",
    problems,
    ...(hint === undefined ? {} : { hint }),
  });
}
