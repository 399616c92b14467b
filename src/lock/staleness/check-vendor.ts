import type { VendorEntry, VendorFolder } from "../../outside/charts/vendor/vendor-folder.ts";
import { looksVendored, VENDOR_FOLDER } from "../../sources/vendored-name.ts";
import { mapLimit } from "../../support/limit.ts";
import type { Lockfile } from "../lockfile.ts";
import { vendoredCharts, vendoredFor, type PinUser, type VendoredChart } from "../copies/vendored-charts.ts";

/** One way in which charts/vendor is not what the lock asks for. */
export interface VendorFinding {
  readonly kind: "missing" | "wrong" | "stray";
  /** Name in charts/vendor. */
  readonly file: string;
  /** `VENDOR-MISSING`, `VENDOR-STRAY`, or what is wrong with the copy. */
  readonly code: string;
  /** `name@version`; absent for strays. */
  readonly chart?: string;
  readonly users: readonly PinUser[];
  /** One sentence. */
  readonly message: string;
  /** What to do. */
  readonly hint: string;
}

export interface CheckVendorRequest {
  readonly lock: Lockfile;
  /** As the lock calls them; copies of others are neither asked for nor strays. */
  readonly environments: readonly string[] | "all";
}

/** Compares the lock with charts/vendor, offline; sorted by file. Undefined when there is no such folder. */
export async function checkVendor(
  { lock, environments }: CheckVendorRequest,
  vendor: Pick<VendorFolder, "list" | "inspect">,
): Promise<readonly VendorFinding[] | undefined> {
  const entries = await vendor.list();
  if (entries === undefined) return undefined;
  const all = vendoredCharts(lock);
  const found = await mapLimit(vendoredFor(all, environments), AT_ONCE, (chart) => checkCopy(chart, vendor));
  const findings = [...found.flat(), ...strayEntries(entries, all).map(stray)];
  return findings.sort((left, right) => (left.file < right.file ? -1 : 1));
}

const AT_ONCE = 8;

async function checkCopy(
  chart: VendoredChart,
  vendor: Pick<VendorFolder, "inspect">,
): Promise<readonly VendorFinding[]> {
  const { file, pin, users } = chart;
  const state = await vendor.inspect(file, pin);
  const about = { file, chart: pin.chart, users };
  if (state.kind === "wrong") return [{ ...about, ...state }];
  if (state.kind !== "missing") return [];
  const message = `${VENDOR_FOLDER}/${file}: is missing; the lock pins ${pin.chart}`;
  return [{ ...about, kind: "missing", code: "VENDOR-MISSING", message, hint: "addons vendor" }];
}

/** Archives that no pin of the lock asks for. What is no archive, and folders, are nobody's business here. */
export function strayEntries(
  entries: readonly VendorEntry[],
  charts: readonly VendoredChart[],
): readonly VendorEntry[] {
  const wanted = new Set(charts.map(({ file }) => file));
  return entries.filter(({ file, kind }) => file.endsWith(".tgz") && kind !== "folder" && !wanted.has(file));
}

function stray({ file }: VendorEntry): VendorFinding {
  const message = `${VENDOR_FOLDER}/${file}: no pin of the lock asks for it`;
  const hint = looksVendored(file) ? "addons vendor --prune" : "remove it by hand: it is not named like a copy";
  return { kind: "stray", file, code: "VENDOR-STRAY", users: [], message, hint };
}
