import type { Lockfile, Pin } from "./lockfile.ts";
import { pinKey, pinOf, readPinKey, type PinPlace } from "./pin-key.ts";
import type { Resolved } from "./resolve/resolve-pin.ts";

/** What became of one pin; the digests of both sides stand in the pins. */
export interface LockChange extends PinPlace {
  readonly addon: string;
  readonly kind: "added" | "moved" | "refreshed" | "removed";
  readonly from?: Pin;
  readonly to?: Pin;
  /** One clause: why. */
  readonly reason: string;
  /** Files that differ, when another content was accepted for the same version and the pinned archive is at hand. */
  readonly files?: readonly string[];
}

/** Sorted by add-on and environment; pins that stayed as they were have none. */
export function changesBetween(
  before: Lockfile,
  after: Lockfile,
  resolved: readonly Resolved[],
): readonly LockChange[] {
  const changes: LockChange[] = [];
  for (const { wanted, pin } of resolved) {
    if (pin.reason === undefined) continue;
    const place = readPinKey(pinKey(wanted));
    const from = pinOf(before, wanted);
    const kind = from === undefined ? "added" : from.chart === pin.pin.chart ? "refreshed" : "moved";
    changes.push({
      addon: wanted.addon,
      ...place,
      kind,
      to: pin.pin,
      reason: pin.reason,
      ...(from ? { from } : {}),
      ...(pin.files ? { files: pin.files } : {}),
    });
  }
  for (const [addon, pins] of Object.entries(before.addons)) {
    for (const [key, from] of Object.entries(pins)) {
      const place = readPinKey(key);
      if (pinOf(after, { addon, ...place })) continue;
      const reason = removedBecause(place, Object.keys(after.addons[addon] ?? {}));
      changes.push({ addon, ...place, kind: "removed", from, reason });
    }
  }
  return changes.sort(byPlace);
}

export function byPlace(left: LockChange, right: LockChange): number {
  const place = (change: LockChange): string => `${change.addon}\n${pinKey(change)}`;
  return place(left) < place(right) ? -1 : 1;
}

function removedBecause({ environment, kubernetes }: PinPlace, left: readonly string[]): string {
  const others = left.map(readPinKey).filter((place) => place.environment === environment);
  if (others.length === 0) return "is not an enabled add-on of this environment";
  if (kubernetes === undefined) return "has a version per Kubernetes minor now";
  if (others.some((place) => place.kubernetes === undefined)) return "has one version for all Kubernetes minors now";
  return "no cluster of this environment runs this Kubernetes version";
}
