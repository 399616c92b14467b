import type { Lockfile } from "../lock/lockfile.ts";
import type { Environment } from "../manifest/environment.ts";
import type { SideName } from "./comparison.ts";

/** One of the two that are compared. */
export interface Side {
  readonly name: SideName;
  readonly environment: Environment;
  /** Absent when there is none that can be read; `withoutLock` then says why. */
  readonly lock?: Lockfile;
  readonly withoutLock?: string;
}

export interface Sides {
  readonly left: Side;
  readonly right: Side;
}
