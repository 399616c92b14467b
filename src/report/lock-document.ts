import type { StaleEntry } from "../lock/staleness/stale-entry.ts";
import type { VendorFinding } from "../lock/staleness/check-vendor.ts";
import type { LockChange } from "../lock/lock-changes.ts";
import type { MergedPin } from "../lock/merge/merged-pins.ts";
import type { VerifiedPin } from "../lock/verify/verify-lock.ts";
import type { ClassifiedFinding } from "../lock/verify/verify-problems.ts";
import type { Problem } from "../support/problem.ts";
import type { Colours } from "./colours.ts";

/** What `lock` did, or what `lock --check` or `lock --verify` found. */
export interface LockDocument {
  readonly formatVersion: 1;
  /** `verified`, `different`, `refused` and `incomplete` are those of --verify. */
  readonly result: "written" | "unchanged" | "fresh" | "stale" | "verified" | "different" | "refused" | "incomplete";
  readonly changes: readonly LockChange[];
  readonly stale: readonly StaleEntry[];
  readonly notes: readonly Problem[];
  /** Of a merge that was ended: what became of the pins that both branches had changed. */
  readonly merged?: readonly MergedPin[];
  /** What --check found in charts/vendor; absent when there is nothing to say. */
  readonly vendor?: readonly VendorFinding[];
  /** Every pin that --verify asked for, also those without a finding. */
  readonly verified?: readonly VerifiedRecord[];
}

export interface VerifiedRecord extends Pick<VerifiedPin, "places"> {
  readonly chart: string;
  readonly source: string;
  readonly findings: readonly ClassifiedFinding[];
}

export interface LockStyle {
  readonly colours: Colours;
  /** `full`: also the digests of what is new or moved. */
  readonly detail: "short" | "full";
}
