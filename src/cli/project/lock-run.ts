import type { Environment } from "../../manifest/environment.ts";
import type { LockDocument } from "../../report/lock-document.ts";
import type { Problem } from "../../support/problem.ts";
import type { Invocation } from "../command.ts";

/** `addons lock` as it was called. */
export type LockInvocation = Invocation<
  "env" | "check" | "update" | "verify" | "acceptChanged" | "merge" | "var" | "output"
>;

/** What came of a run, with what it is in a list of problems. */
export interface LockOutcome {
  readonly document: LockDocument;
  readonly problems: readonly Problem[];
}

/** Environments whose pins are looked at; `all-environments` also judges pins of environments that are not there. */
export interface LockScope {
  readonly environments: readonly Environment[];
  readonly scope: "all-environments" | "these-environments";
}
