import type { DesiredRelease } from "../desired/desired-release.ts";
import type { ClusterDrift, Finding } from "../drift/finding.ts";
import type { RevisionSummary } from "../release/release-record.ts";

/** What `sync` will do to one cluster, decided before anything is touched. */
export interface Plan {
  readonly formatVersion: 1;
  readonly environment: string;
  readonly cluster: string;
  /** Sorted by add-on. */
  readonly steps: readonly Step[];
  /** Releases with this environment's marks that the manifest no longer declares; left alone unless pruned. */
  readonly undeclared?: readonly UndeclaredRelease[];
  /** What a look at live objects could not see; not empty means the plan may miss repairs. */
  readonly incomplete?: ClusterDrift["incomplete"];
  /** What stops nothing, but should be corrected in the manifest. */
  readonly warnings?: ClusterDrift["warnings"];
}

interface UndeclaredRelease {
  readonly addon: string;
  readonly release: string;
  readonly namespace: string;
  readonly revision: number;
  readonly protected: boolean;
}

interface StepBase {
  readonly addon: string;
  readonly release: string;
  readonly namespace: string;
  /** One sentence: why this step and no other. */
  readonly reason: string;
}

interface WantedStep extends StepBase {
  readonly desired: DesiredRelease;
  /** Add-ons that must be ready before this one starts. */
  readonly after: readonly string[];
}

export type Step =
  | (WantedStep & { readonly op: "install" })
  | (WantedStep & { readonly op: "upgrade"; readonly latest: RevisionSummary; readonly findings: readonly Finding[] })
  /** Live objects back to what the release record says; `upgrade` follows when the release failed. */
  | (WantedStep & { readonly op: "repair"; readonly latest: RevisionSummary; readonly findings: readonly Finding[] })
  /** A pending revision of ours whose run is dead: marked failed, then run again. */
  | (WantedStep & { readonly op: "recover"; readonly latest: RevisionSummary })
  /** Everything is as it should be but was never seen ready: waited for and written down, nothing else. */
  | (WantedStep & { readonly op: "confirm"; readonly latest: RevisionSummary })
  | (WantedStep & { readonly op: "keep"; readonly latest: RevisionSummary })
  | (StepBase & { readonly op: "uninstall"; readonly latest: RevisionSummary; readonly after: readonly string[] })
  | (StepBase & { readonly op: "refuse"; readonly hint: string; readonly after: readonly string[] });

export type StepOp = Step["op"];
