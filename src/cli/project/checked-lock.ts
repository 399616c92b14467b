import { checkLock } from "../../lock/staleness/check-lock.ts";
import { checkVendor, type VendorFinding } from "../../lock/staleness/check-vendor.ts";
import { staleProblem } from "../../lock/frozen-lock.ts";
import type { Lockfile, LockRead } from "../../lock/lockfile.ts";
import { lockName } from "../../lock/pin-key.ts";
import { readLock } from "../../lock/text/read-lock.ts";
import type { StaleEntry } from "../../lock/staleness/stale-entry.ts";
import { VENDOR_FOLDER } from "../../sources/vendored-name.ts";
import type { Problem } from "../../support/problem.ts";
import type { Invocation } from "../command.ts";
import type { Outside } from "../outside.ts";
import type { LockOutcome, LockScope } from "./lock-run.ts";

/** `addons lock --check`: manifest, lock and the files of the project against each other, without a request. */
export async function checkedLock(scope: LockScope, invocation: Invocation, outside: Outside): Promise<LockOutcome> {
  const read = await readLock(await outside.files());
  const stale = [
    ...(await checkLock({ ...scope, lock: read }, { charts: await outside.charts() })),
    ...(await imageEntries(scope, lockOf(read), { invocation, outside })),
  ];
  const vendor = await vendorFindings(scope, lockOf(read), outside);
  const result = stale.length === 0 && vendor.length === 0 ? "fresh" : "stale";
  return {
    document: { formatVersion: 1, result, changes: [], stale, notes: [], ...(vendor.length === 0 ? {} : { vendor }) },
    problems: [
      ...stale.map((entry) => ({ ...staleProblem(entry), hint: "addons lock" })),
      ...vendor.map(vendorProblem),
    ],
  };
}

/** One that cannot be read at all has been refused before this is asked. */
function lockOf(read: LockRead): Lockfile {
  if (read.kind === "read") return read.lock;
  return (read.kind === "broken" ? read.salvage?.lock : undefined) ?? { lockVersion: 1, addons: {} };
}

/** Only where an environment asks for digests of images, or the lock has some, is helm started. */
async function imageEntries(
  { environments }: LockScope,
  lock: Lockfile,
  { invocation, outside }: { readonly invocation: Invocation; readonly outside: Outside },
): Promise<readonly StaleEntry[]> {
  const hasImages = Object.values(lock.addons).some((pins) => Object.values(pins).some(({ images }) => images));
  if (!hasImages && !environments.some(({ images }) => images === true)) return [];
  const [{ checkImages }, { imageOutside }] = await Promise.all([
    import("../../images/check-images.ts"),
    import("./image-finder.ts"),
  ]);
  return await checkImages(environments, lock, await imageOutside(invocation, outside));
}

/** A project that keeps copies keeps them all; one without the folder keeps none. */
async function vendorFindings(
  { environments, scope }: LockScope,
  lock: Lockfile,
  outside: Outside,
): Promise<readonly VendorFinding[]> {
  const names = scope === "all-environments" ? "all" : environments.map(lockName);
  return (await checkVendor({ lock, environments: names }, await outside.vendor())) ?? [];
}

function vendorProblem({ code, message, hint, file }: VendorFinding): Problem {
  return { code, severity: "error", message, hint, at: { file: `${VENDOR_FOLDER}/${file}`, line: 1, column: 1 } };
}
