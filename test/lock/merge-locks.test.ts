import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Lockfile, Pin } from "../../src/lock/lockfile.ts";
import { mergeLocks, type LockSides, type MergedLock } from "../../src/lock/merge/merge-locks.ts";
import { parseLock } from "../../src/lock/text/parse-lock.ts";
import { printConflicts } from "../../src/lock/merge/print-conflicts.ts";
import { printLock } from "../../src/lock/text/print-lock.ts";

function pin(version: string): Pin {
  return {
    chart: `demo@${version}`,
    wants: "*",
    source: "https://charts.example.com",
    content: `h1:${"A".repeat(43)}=`,
  };
}

/** `{ "demo prod": "1.0.0" }` as a lock. */
function lockOf(versions: Readonly<Record<string, string>>): Lockfile {
  const addons: Record<string, Record<string, Pin>> = {};
  for (const [place, version] of Object.entries(versions)) {
    const [addon = "", key = ""] = place.split(" ");
    addons[addon] = { ...addons[addon], [key]: pin(version) };
  }
  return { lockVersion: 1, addons };
}

function merged(base: Record<string, string>, ours: Record<string, string>, theirs: Record<string, string>) {
  const { lock, conflicts } = mergeLocks({ base: lockOf(base), ours: lockOf(ours), theirs: lockOf(theirs) });
  return { lock: printLock(lock), conflicts: conflicts.map(({ addon, key }) => `${addon} ${key}`) };
}

function clean(versions: Record<string, string>) {
  return { lock: printLock(lockOf(versions)), conflicts: [] };
}

const BASE = { "demo prod": "1.0.0", "demo staging": "1.0.0" };

describe("two branches", () => {
  test("that move different pins both have their way", () => {
    const ours = { ...BASE, "demo prod": "1.1.0" };
    const theirs = { ...BASE, "demo staging": "1.2.0" };
    expect(merged(BASE, ours, theirs)).toEqual(clean({ "demo prod": "1.1.0", "demo staging": "1.2.0" }));
  });

  test("that move one pin to the same agree", () => {
    const both = { ...BASE, "demo prod": "1.1.0" };
    expect(merged(BASE, both, both)).toEqual(clean(both));
  });

  test("that bring two new add-ons get both", () => {
    const result = merged(BASE, { ...BASE, "one prod": "1.0.0" }, { ...BASE, "two prod": "2.0.0" });
    expect(result).toEqual(clean({ ...BASE, "one prod": "1.0.0", "two prod": "2.0.0" }));
  });

  test("of which one removes a pin that the other left alone", () => {
    expect(merged(BASE, { "demo prod": "1.0.0" }, BASE)).toEqual(clean({ "demo prod": "1.0.0" }));
  });

  test("that move one pin to different versions are asked about, also when one goes back", () => {
    const result = merged(BASE, { ...BASE, "demo prod": "1.1.0" }, { ...BASE, "demo prod": "0.9.0" });
    expect(result).toEqual({ lock: printLock(lockOf({ "demo staging": "1.0.0" })), conflicts: ["demo prod"] });
  });

  test("of which one removes what the other moves are asked about", () => {
    const { conflicts } = mergeLocks({
      base: lockOf(BASE),
      ours: lockOf({ "demo staging": "1.0.0" }),
      theirs: lockOf({ ...BASE, "demo prod": "1.1.0" }),
    });
    expect(conflicts).toEqual([{ addon: "demo", key: "prod", base: pin("1.0.0"), theirs: pin("1.1.0") }]);
  });
});

function withOurs({ lock, conflicts }: MergedLock): Lockfile {
  const addons = structuredClone(lock.addons) as Record<string, Record<string, Pin>>;
  for (const { addon, key, ours } of conflicts) if (ours) addons[addon] = { ...addons[addon], [key]: ours };
  return { lockVersion: 1, addons };
}

describe("any three locks", () => {
  const versions = fc.dictionary(
    fc.constantFrom("demo prod", "demo prod/1.36", "demo staging", "other prod", "third dev"),
    fc.constantFrom("1.0.0", "1.1.0", "2.0.0"),
  );
  const sides = fc.record({ base: versions, ours: versions, theirs: versions });
  const locks = (given: {
    base: Record<string, string>;
    ours: Record<string, string>;
    theirs: Record<string, string>;
  }) => ({ base: lockOf(given.base), ours: lockOf(given.ours), theirs: lockOf(given.theirs) }) satisfies LockSides;

  test("each place is as the one side that changed it, or in conflict when both did", () => {
    fc.assert(
      fc.property(sides, (given) => {
        const { lock, conflicts } = mergeLocks(locks(given));
        for (const place of ["demo prod", "demo prod/1.36", "demo staging", "other prod", "third dev"]) {
          const [addon = "", key = ""] = place.split(" ");
          const [base, ours, theirs] = [given.base[place], given.ours[place], given.theirs[place]];
          const inConflict = conflicts.some((conflict) => conflict.addon === addon && conflict.key === key);
          expect(inConflict).toBe(ours !== theirs && ours !== base && theirs !== base);
          const expected = ours === base ? theirs : ours;
          const found = lock.addons[addon]?.[key]?.chart;
          expect(found).toBe(inConflict || expected === undefined ? undefined : `demo@${expected}`);
        }
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  test("the sides may be exchanged", () => {
    fc.assert(
      fc.property(sides, (given) => {
        const { base, ours, theirs } = locks(given);
        const one = mergeLocks({ base, ours, theirs });
        const other = mergeLocks({ base, ours: theirs, theirs: ours });
        expect(printLock(one.lock)).toBe(printLock(other.lock));
        expect(one.conflicts.map(({ addon, key }) => [addon, key])).toEqual(
          other.conflicts.map(({ addon, key }) => [addon, key]),
        );
      }),
      { seed: 8, numRuns: 200 },
    );
  });

  test("with markers, the text is refused as a merge; with our side of each taken, it is our lock again", () => {
    fc.assert(
      fc.property(sides, (given) => {
        const result = mergeLocks(locks(given));
        const text = printConflicts(result);
        const read = parseLock(text);
        const code = read.kind === "broken" ? read.problems[0]?.code : undefined;
        expect(code).toBe(result.conflicts.length === 0 ? undefined : "LOCK-MERGE-CONFLICT");
        // Without our side of it, a pin leaves the name of its add-on behind.
        fc.pre(result.conflicts.every(({ ours }) => ours !== undefined));
        const taken = text.replaceAll(/^<<<<<<< ours\n|^=======\n[^]*?^>>>>>>> theirs\n/gm, "");
        expect(taken).toBe(printLock(withOurs(result)));
      }),
      { seed: 9, numRuns: 200 },
    );
  });
});
