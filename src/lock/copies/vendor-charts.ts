import type { ChartArchives } from "../../outside/charts/chart-archives.ts";
import type { VendorFolder } from "../../outside/charts/vendor/vendor-folder.ts";
import { looksVendored } from "../../sources/vendored-name.ts";
import { AddonsError } from "../../support/addons-error.ts";
import { mapLimit } from "../../support/limit.ts";
import type { Problem } from "../../support/problem.ts";
import { strayEntries, type CheckVendorRequest } from "../staleness/check-vendor.ts";
import { vendoredCharts, vendoredFor, type PinUser, type VendoredChart } from "./vendored-charts.ts";

export interface VendorRequest extends CheckVendorRequest {
  readonly strays: "keep" | "remove";
}

export interface VendorReport {
  /** Sorted by file. */
  readonly copies: readonly VendorCopy[];
  /** Files that no pin asks for. */
  readonly removed: readonly string[];
  readonly strays: readonly string[];
  /** Settings for git that were not there. */
  readonly settings: readonly string[];
}

export interface VendorCopy {
  readonly file: string;
  readonly chart: string;
  readonly users: readonly PinUser[];
  readonly outcome: "written" | "replaced" | "unchanged";
  /** Of the archive; 0 when it was not looked into. */
  readonly bytes: number;
  /** What was wrong with the copy that was replaced. */
  readonly was?: string;
}

const AT_ONCE = 6;

/**
 * Puts the pinned bytes of every chart into charts/vendor. `charts` must not read that folder itself. Copies that can be
 * made are made, whatever happens to others; throws AddonsError VENDOR-FAILED with every chart that could not be had.
 */
export async function vendorCharts(
  request: VendorRequest,
  outside: { readonly charts: Pick<ChartArchives, "pinned">; readonly vendor: VendorFolder },
): Promise<VendorReport> {
  const all = vendoredCharts(request.lock);
  const before = await outside.vendor.list();
  const results = await mapLimit(vendoredFor(all, request.environments), AT_ONCE, async (chart) => {
    try {
      return await copyChart(chart, outside);
    } catch (error) {
      if (error instanceof AddonsError) return { chart, error };
      throw error;
    }
  });
  const failures = results.filter((result) => "error" in result);
  if (failures.length > 0) throw notVendored(failures, results.length);
  const copies = results.filter((result) => "outcome" in result);
  const isNeeded = before !== undefined || copies.length > 0;
  const settings = isNeeded ? await outside.vendor.writeSettings() : [];
  return { copies, settings, ...(await clearStrays(request, all, outside.vendor)) };
}

async function copyChart(
  chart: VendoredChart,
  outside: { readonly charts: Pick<ChartArchives, "pinned">; readonly vendor: VendorFolder },
): Promise<VendorCopy> {
  const { file, pin, users } = chart;
  const about = { file, chart: pin.chart, users };
  const state = await outside.vendor.inspect(file, pin);
  if (state.kind === "same" || state.kind === "repackaged") return { ...about, outcome: "unchanged", bytes: 0 };
  const { bytes } = await outside.charts.pinned(pin);
  await outside.vendor.write(file, bytes);
  if (state.kind === "wrong") return { ...about, outcome: "replaced", bytes: bytes.length, was: state.message };
  return { ...about, outcome: "written", bytes: bytes.length };
}

async function clearStrays(
  request: VendorRequest,
  all: readonly VendoredChart[],
  vendor: VendorFolder,
): Promise<{ readonly removed: readonly string[]; readonly strays: readonly string[] }> {
  const strays = strayEntries((await vendor.list()) ?? [], all).map(({ file }) => file);
  if (request.strays === "keep") return { removed: [], strays };
  const removed = strays.filter(looksVendored);
  for (const file of removed) await vendor.remove(file);
  return { removed, strays: strays.filter((file) => !removed.includes(file)) };
}

interface Failure {
  readonly chart: VendoredChart;
  readonly error: AddonsError;
}

function notVendored(failures: readonly Failure[], all: number): AddonsError {
  const problems = failures.map(({ chart, error }): Problem => ({
    code: error.code,
    severity: "error",
    message: `${namesOf(chart.users)}: ${error.message}`,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  }));
  const isRefused = failures.some(({ error }) => error.kind === "refused");
  const message = `${failures.length} of ${all} charts could not be copied; the others are in place`;
  const hint = failures[0]?.error.hint;
  return new AddonsError("VENDOR-FAILED", message, {
    kind: isRefused ? "refused" : "failed",
    problems,
    ...(hint === undefined ? {} : { hint }),
  });
}

function namesOf(users: readonly PinUser[]): string {
  return users.map(({ addon, key }) => `${addon} (${key})`).join(", ");
}
