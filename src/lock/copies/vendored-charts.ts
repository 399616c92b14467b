import { distinctVendoredName, vendoredName } from "../../sources/vendored-name.ts";
import { readCanonicalSource } from "../../sources/canonical-source.ts";
import { chartOfPin, type Lockfile, type Pin } from "../lockfile.ts";
import { readPinKey } from "../pin-key.ts";

/** One file of charts/vendor and the pins that it stands for. */
export interface VendoredChart {
  readonly file: string;
  readonly pin: Pin;
  /** Sorted; at least one. */
  readonly users: readonly PinUser[];
}

/** Who takes a pin: an add-on, and the key below it in the lock (`prod`, `prod/1.36`). */
export interface PinUser {
  readonly addon: string;
  readonly key: string;
}

/**
 * The copies that a lock asks for, sorted by file. Charts of one name and version with other bytes (two sources, or one
 * that was published twice) get the digest into their names, each of them, so that no name depends on an order.
 */
export function vendoredCharts(lock: Lockfile): readonly VendoredChart[] {
  const byBytes = Map.groupBy(
    pinsWithUsers(lock).filter(({ pin }) => isVendored(pin)),
    ({ pin }) => bytesOf(pin),
  );
  const distinct = [...byBytes.values()].map((all) => ({ pin: first(all).pin, users: all.map(({ user }) => user) }));
  // File systems may take upper and lower case for the same.
  const byName = Map.groupBy(distinct, ({ pin }) => vendoredName(pin).toLowerCase());
  const charts = distinct.map(({ pin, users }): VendoredChart => {
    const isAlone = byName.get(vendoredName(pin).toLowerCase())?.length === 1;
    return { file: isAlone ? vendoredName(pin) : distinctVendoredName(pin), pin, users };
  });
  return charts.sort((left, right) => (left.file < right.file ? -1 : 1));
}

/** Those that one of these environments takes, as the lock calls them. */
export function vendoredFor(
  charts: readonly VendoredChart[],
  environments: readonly string[] | "all",
): readonly VendoredChart[] {
  if (environments === "all") return charts;
  return charts.filter(({ users }) => users.some(({ key }) => environments.includes(readPinKey(key).environment)));
}

/** Every pin of a lock, and those of subcharts beside them. */
export function pinsWithUsers(lock: Lockfile): readonly { readonly pin: Pin; readonly user: PinUser }[] {
  return Object.entries(lock.addons).flatMap(([addon, pins]) =>
    Object.entries(pins).flatMap(([key, pin]) => withSubcharts(pin).map((one) => ({ pin: one, user: { addon, key } }))),
  );
}

/** Each as its source has it: a pin with subcharts stands for a chart that is put together. */
function withSubcharts({ subcharts = [], ...own }: Pin): readonly Pin[] {
  return [own, ...subcharts.flatMap(withSubcharts)];
}

/** A folder of the project is here already, unless the environment is held back at what it was. */
function isVendored(pin: Pin): boolean {
  const isLocal = readCanonicalSource(pin.source, chartOfPin(pin).name).kind === "local";
  return !isLocal || pin.commit !== undefined;
}

function bytesOf(pin: Pin): string {
  return `${vendoredName(pin)} ${pin.archive ?? pin.content}`;
}

function first<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item {
  const [item] = items;
  if (item === undefined) throw new Error("a group without a member");
  return item;
}
