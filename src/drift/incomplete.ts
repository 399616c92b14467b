import { AddonsError } from "../support/addons-error.ts";
import type { ClusterDrift } from "./finding.ts";

/** What could not be looked at, and why. */
export type Incomplete = ClusterDrift["incomplete"][number];

/** Anything but an AddonsError is a bug and goes on. */
export function incomplete(what: string, error: unknown): Incomplete {
  if (!(error instanceof AddonsError)) throw error;
  return { what, why: error.message, ...(error.hint !== undefined && { hint: error.hint }) };
}
