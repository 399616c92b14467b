import type { Pin } from "../lockfile.ts";
import type { MergedLock, PinConflict } from "./merge-locks.ts";
import { assembleLock, printPlace } from "../text/print-lock.ts";

/** The merged lock with the usual markers around the pins in conflict, for a person who reads it and for git, which counts it as conflicted. */
export function printConflicts({ lock, conflicts }: MergedLock): string {
  const addons: Record<string, Record<string, string>> = {};
  const put = (addon: string, place: string, lines: string): void => {
    addons[addon] = { ...addons[addon], [place]: lines };
  };
  for (const [addon, pins] of Object.entries(lock.addons)) {
    for (const [place, pin] of Object.entries(pins)) put(addon, place, printPlace(pin, place));
  }
  for (const conflict of conflicts) put(conflict.addon, conflict.key, printConflict(conflict));
  return assembleLock(addons);
}

function printConflict({ key, ours, theirs }: PinConflict): string {
  const lines = (pin: Pin | undefined): string => (pin === undefined ? "" : printPlace(pin, key));
  return `<<<<<<< ours\n${lines(ours)}=======\n${lines(theirs)}>>>>>>> theirs\n`;
}
