import type { Environment } from "../manifest/environment.ts";

/** What somebody asks of the lock. */
export interface LockRequest {
  readonly environments: readonly Environment[];
  /** Add-ons whose pins move to the newest version their constraint allows; others stay while they satisfy it. */
  readonly update: "none" | "all" | readonly string[];
  /** Add-ons whose pinned version was published again with another content, which is taken over; excludes `update`. */
  readonly accept?: readonly string[];
  /** `all-environments`: pins of environments that are not among these are dropped. */
  readonly scope?: "all-environments" | "these-environments";
}

/** Whether the pins of an add-on are to move. */
export function isNamed(addon: string, update: LockRequest["update"]): boolean {
  return update === "all" || (update !== "none" && update.includes(addon));
}
