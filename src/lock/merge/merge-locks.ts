import type { Lockfile, Pin } from "../lockfile.ts";
import { printPlace } from "../text/print-lock.ts";

/** A lock as the common ancestor and both branches have it; a side without the file is an empty lock. */
export interface LockSides {
  readonly base: Lockfile;
  readonly ours: Lockfile;
  readonly theirs: Lockfile;
}

export interface MergedLock {
  /** Everything that is not in conflict. */
  readonly lock: Lockfile;
  /** Sorted by add-on and place. */
  readonly conflicts: readonly PinConflict[];
}

/** Both branches changed this pin, and not to the same; an absent side has removed it, or never had it. */
export interface PinConflict {
  readonly addon: string;
  /** `prod` or `prod/1.36`. */
  readonly key: string;
  readonly base?: Pin;
  readonly ours?: Pin;
  readonly theirs?: Pin;
}

/**
 * Pin by pin, three ways: the side that changed a pin wins over the one that left it alone. What both changed is a
 * conflict, since the higher version may be the one that somebody rolls back.
 */
export function mergeLocks(sides: LockSides): MergedLock {
  const conflicts: PinConflict[] = [];
  const addons: Record<string, Record<string, Pin>> = {};
  for (const [addon, key] of places(sides)) {
    const [base, ours, theirs] = [sides.base, sides.ours, sides.theirs].map((lock) => pinAt(lock, addon, key));
    const choice =
      isSame(ours, theirs) || isSame(base, theirs) ? { pin: ours } : isSame(base, ours) ? { pin: theirs } : undefined;
    if (choice === undefined) conflicts.push({ addon, key, ...given({ base, ours, theirs }) });
    else if (choice.pin !== undefined) addons[addon] = { ...addons[addon], [key]: choice.pin };
  }
  return { lock: { lockVersion: 1, addons }, conflicts };
}

/** Each add-on and pin key that any side has, sorted. */
function places({ base, ours, theirs }: LockSides): readonly (readonly [addon: string, key: string])[] {
  const all = [base, ours, theirs].flatMap(({ addons }) =>
    Object.entries(addons).flatMap(([addon, pins]) => Object.keys(pins).map((key) => `${addon}\n${key}`)),
  );
  return [...new Set(all)].sort().map((place) => {
    const [addon = "", key = ""] = place.split("\n");
    return [addon, key];
  });
}

function pinAt(lock: Lockfile, addon: string, key: string): Pin | undefined {
  const pins = Object.hasOwn(lock.addons, addon) ? lock.addons[addon] : undefined;
  return pins && Object.hasOwn(pins, key) ? pins[key] : undefined;
}

function isSame(left: Pin | undefined, right: Pin | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return printPlace(left, "") === printPlace(right, "");
}

function given(
  pins: Record<"base" | "ours" | "theirs", Pin | undefined>,
): Pick<PinConflict, "base" | "ours" | "theirs"> {
  return Object.fromEntries(Object.entries(pins).filter(([, pin]) => pin !== undefined));
}
