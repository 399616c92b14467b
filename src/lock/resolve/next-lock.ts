import { AddonsError } from "../../support/addons-error.ts";
import type { LockRequest } from "../lock-request.ts";
import { LOCK_FILE, type Lockfile, type Pin } from "../lockfile.ts";
import { lockName, pinKey, readPinKey } from "../pin-key.ts";
import { twoContents, type PlacedPin, type TwoContents } from "../two-contents.ts";
import type { Resolved } from "./resolve-pin.ts";

/** The resolved pins, and of those that were there the ones that nobody asked about. */
export function nextLock(before: Lockfile, request: LockRequest, resolved: readonly Resolved[]): Lockfile {
  const names = new Set(request.environments.map(lockName));
  const addons = new Map<string, [string, Pin][]>();
  const set = (addon: string, key: string, pin: Pin): void => {
    addons.set(addon, [...(addons.get(addon) ?? []), [key, pin]]);
  };
  for (const [addon, pins] of Object.entries(before.addons)) {
    for (const [key, pin] of Object.entries(pins)) {
      if (request.scope !== "all-environments" && !names.has(readPinKey(key).environment)) set(addon, key, pin);
    }
  }
  for (const { wanted, pin } of resolved) set(wanted.addon, pinKey(wanted), pin.pin);
  const entries = [...addons].map(([addon, pins]) => [addon, Object.fromEntries(pins)] as const);
  return { lockVersion: 1, addons: Object.fromEntries(entries) };
}

/** A version that was published twice would put different bytes behind one name. */
export function assertOneContent(lock: Lockfile): void {
  const twice = twoContents(lock).find(({ same }) => same === "version");
  if (twice) throw publishedTwice(twice);
}

function publishedTwice({ first, other }: TwoContents): AddonsError {
  const { pin } = other;
  const names = [...new Set([first.addon, other.addon])];
  const accept = [first, other].some(({ of }) => of === "subchart")
    ? `remove the pins of ${names.join(" and ")} from ${LOCK_FILE} and run \`addons lock\``
    : `addons lock --accept-changed ${names.join(" ")}`;
  return new AddonsError(
    "LOCK-DIGEST-MISMATCH",
    `${pin.chart} from ${pin.source} was published twice: ${placeOf(first, other)} has ${first.pin.archive ?? ""}, ${placeOf(other, first)} would get ${pin.archive ?? ""}`,
    {
      kind: "refused",
      hint: `ask the chart's maintainers, or move all environments to another version; to accept the new content everywhere once it is reviewed: ${accept}`,
    },
  );
}

/** The environment, and the add-on where it is not the same. */
function placeOf({ addon, key }: PlacedPin, beside: PlacedPin): string {
  return addon === beside.addon ? key : `${addon} (${key})`;
}
