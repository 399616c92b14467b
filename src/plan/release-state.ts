import type { RevisionSummary } from "../release/release-record.ts";
import type { Finding } from "../drift/finding.ts";

/** What one release is, seen from its records and, when asked for, its live objects. */
export type ReleaseState =
  | { readonly status: "absent" }
  | { readonly status: "in-sync"; readonly latest: RevisionSummary }
  /** As the manifest wants it, but nobody saw its objects ready: a sync was cut short while it waited. */
  | { readonly status: "unconfirmed"; readonly latest: RevisionSummary }
  | {
      readonly status: "out-of-date";
      readonly latest: RevisionSummary;
      readonly because: OutOfDateReason;
      /** Of live objects, when they were looked at: brought back before the upgrade. */
      readonly findings: readonly Finding[];
    }
  /** Records are in step, live objects are not. */
  | { readonly status: "drifted"; readonly latest: RevisionSummary; readonly findings: readonly Finding[] }
  /** A Helm operation was cut short (or is running): `owner` tells whether its marks are ours. */
  | { readonly status: "pending"; readonly latest: RevisionSummary; readonly owner: "us" | "somebody" }
  | { readonly status: "failed"; readonly latest: RevisionSummary; readonly findings: readonly Finding[] }
  /** A release of this name that this environment did not make. */
  | { readonly status: "foreign"; readonly latest: RevisionSummary }
  /** Could not be looked at; never taken for in-sync. */
  | { readonly status: "unknown"; readonly reason: string };

/**
 * `desired-changed`: manifest, lock or Helm moved on; `changed-by-hand`: a revision that `sync` did not make; `rolled-back`: Helm undid a
 * failed upgrade of ours, as the add-on asks (`onFailure: rollback`).
 */
type OutOfDateReason = "desired-changed" | "changed-by-hand" | "rolled-back";
