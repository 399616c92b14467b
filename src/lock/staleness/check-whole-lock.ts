import type { SourcePosition } from "../../support/problem.ts";
import { nearest } from "../../support/nearest.ts";
import type { StaleEntry } from "./stale-entry.ts";
import type { Lockfile, Pin } from "../lockfile.ts";
import { pinKey, readPinKey, type PinPlace } from "../pin-key.ts";
import { twoContents } from "../two-contents.ts";
import type { WantedChart } from "../wanted-chart.ts";

/** What is looked for in the lock itself, whichever add-on asks. */
export interface WholeLock {
  readonly lock: Lockfile;
  /** Whether pins of this environment are the caller's business. */
  readonly isJudged: (environment: string) => boolean;
  /** Where a pin stands in the lock. */
  readonly at: (addon: string, key: string) => { readonly at?: SourcePosition };
}

export interface DeclaredPins extends WholeLock {
  readonly charts: readonly WantedChart[];
  /** All environments that there are; undefined when only some were read. */
  readonly known: ReadonlySet<string> | undefined;
}

/** Pins that nothing in the manifest asks for. */
export function notDeclared(whole: DeclaredPins): readonly StaleEntry[] {
  const { lock, charts, isJudged, at } = whole;
  const declared = new Set(charts.map((chart) => JSON.stringify([chart.addon, pinKey(chart)])));
  return pinsOf(lock).flatMap(({ addon, key, pin }): readonly StaleEntry[] => {
    const place = readPinKey(key);
    if (!isJudged(place.environment) || declared.has(JSON.stringify([addon, key]))) return [];
    const message = whyNotDeclared({ addon, place }, whole);
    return [{ addon, ...place, reason: "not-declared", message, has: pin.chart, ...at(addon, key) }];
  });
}

function whyNotDeclared(
  { addon, place }: { readonly addon: string; readonly place: PinPlace },
  { charts, known }: DeclaredPins,
): string {
  if (known?.has(place.environment) === false) {
    const near = nearest(place.environment, known);
    return `is locked for an environment that does not exist${near === undefined ? "" : `; the nearest is ${near}`}`;
  }
  const takes = charts.filter((chart) => chart.addon === addon);
  const isInThis = takes.some(({ environment }) => environment === place.environment);
  if (isInThis && place.kubernetes !== undefined)
    return "is locked, but no cluster of this environment takes the pin of this Kubernetes version any more";
  if (isInThis) return "is locked for all Kubernetes versions, but has a pin for each now";
  return takes.length === 0 && known !== undefined
    ? "is locked, but not an enabled add-on of any environment any more"
    : "is locked, but not an enabled add-on of this environment any more";
}

/** One name with two contents, told at the pin further down. */
export function twoContentsEntries({ lock, isJudged, at }: WholeLock): readonly StaleEntry[] {
  return twoContents(lock).flatMap(({ same, first, other }): readonly StaleEntry[] => {
    const { addon, key, pin } = other;
    const place = readPinKey(key);
    if (!isJudged(place.environment) && !isJudged(readPinKey(first.key).environment)) return [];
    const what = same === "version" ? pin.chart : `the archive ${pin.archive ?? ""}`;
    const where = first.addon === addon ? first.key : `${first.addon} (${first.key})`;
    const message = `${what} has another content here than in ${where}`;
    const [wants, has] = [first.pin.content, pin.content];
    return [{ addon, ...place, reason: "two-archives", message, wants, has, ...at(addon, key) }];
  });
}

function pinsOf(lock: Lockfile): readonly { readonly addon: string; readonly key: string; readonly pin: Pin }[] {
  return Object.entries(lock.addons).flatMap(([addon, pins]) =>
    Object.entries(pins).map(([key, pin]) => ({ addon, key, pin })),
  );
}
