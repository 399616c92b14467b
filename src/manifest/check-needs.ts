import { findCycles } from "../support/find-cycles.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import { placeIn } from "./layer.ts";
import type { Layer } from "./layer.ts";
import type { Need } from "./needs.ts";

/** The needs of one cluster's enabled add-ons. */
export interface NeedsCheck {
  readonly needs: ReadonlyMap<string, readonly Need[]>;
  /** Every add-on that the layers have: whether it is enabled. */
  readonly known: ReadonlyMap<string, boolean>;
  /** The known name that a wrong one probably means. */
  readonly meant: (name: string) => string | undefined;
  readonly layers: readonly Layer[];
}

/** Needs that nothing can meet, and those that go round in a circle. */
export function checkNeeds(check: NeedsCheck): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [name, needs] of check.needs) {
    const seen = new Set<string>();
    for (const need of needs) {
      const wrong = seen.has(need.name) ? namedTwice(name, need, check) : checkNeed(name, need, check);
      if (wrong !== undefined) problems.push(wrong);
      seen.add(need.name);
    }
  }
  return [...problems, ...checkCycles(check)];
}

function namedTwice(name: string, need: Need, { layers }: NeedsCheck): Problem {
  return {
    code: "MANIFEST-NEED-TWICE",
    severity: "error",
    message: `${name} names ${need.name} twice in its needs`,
    hint: "remove one of the two",
    at: placeOfNeed(name, need, layers),
  };
}

function checkNeed(name: string, need: Need, check: NeedsCheck): Problem | undefined {
  const state = check.known.get(need.name);
  if (state === true) return undefined;
  if (need.strength === "optional") return state === false ? undefined : optionalUnknown(name, need, check);
  const at = placeOfNeed(name, need, check.layers);
  if (state === false) {
    return {
      code: "MANIFEST-DISABLED-NEED",
      severity: "error",
      message: `${name} needs ${need.name}, which is not enabled here (enabled: false)`,
      hint: `enable ${need.name}, or disable ${name}, too, or make the need optional: { name: ${need.name}, optional: true }`,
      at,
    };
  }
  const meant = check.meant(need.name);
  return {
    code: "MANIFEST-UNKNOWN-ADDON",
    severity: "error",
    message: `${name} needs the unknown add-on ${need.name}`,
    hint: meant === undefined ? `known here: ${knownNames(check.known)}` : `did you mean ${meant}?`,
    at,
  };
}

/** An optional need may name what this environment does not have; a name that is nearly a known one is most likely that one. */
function optionalUnknown(name: string, need: Need, { meant: meantBy, needs, layers }: NeedsCheck): Problem | undefined {
  const meant = meantBy(need.name);
  if (meant === undefined || needs.get(name)?.some((other) => other.name === meant)) return undefined;
  return {
    code: "MANIFEST-OPTIONAL-NEED",
    severity: "warning",
    message: `${name} has the optional need ${need.name}, which is no add-on here, so it waits for nothing`,
    hint: `did you mean ${meant}?`,
    at: placeOfNeed(name, need, layers),
  };
}

const SHOWN = 20;
const listed = new WeakMap<ReadonlyMap<string, boolean>, string>();

function knownNames(known: ReadonlyMap<string, boolean>): string {
  const names = listed.get(known) ?? listOf([...known.keys()].sort());
  listed.set(known, names);
  return names;
}

function listOf(all: readonly string[]): string {
  return all.length <= SHOWN ? all.join(", ") : `${all.slice(0, SHOWN).join(", ")} and ${all.length - SHOWN} more`;
}

function checkCycles({ needs, layers }: NeedsCheck): readonly Problem[] {
  const edges = new Map([...needs].map(([name, list]) => [name, list.map((need) => need.name)]));
  return findCycles(edges).map((cycle) => {
    const place = (from: string, to: string): SourcePosition => {
      const need = needs.get(from)?.find((item) => item.name === to);
      return need === undefined ? placeIn(layers, ["addons", from, "needs"]) : placeOfNeed(from, need, layers);
    };
    const words = cycle.slice(1, SHOWN + 1).map((need, index) => {
      const from = cycle[index] ?? need;
      const { file, line } = place(from, need);
      return `${from} needs ${need} (${file}:${line})`;
    });
    const [first = "", second = ""] = cycle;
    return {
      code: "MANIFEST-NEEDS-CYCLE",
      severity: "error",
      message: `needs go round in a circle: ${shortPath(cycle)}`,
      hint: `take one of these away: ${words.join(", ")}`,
      at: place(first, second),
    };
  });
}

/** A very long way round, with its ends. */
function shortPath(cycle: readonly string[]): string {
  const left = cycle.length - SHOWN;
  const shown = left <= 1 ? cycle : [...cycle.slice(0, SHOWN - 1), `… ${left} more …`, ...cycle.slice(-1)];
  return shown.join(" → ");
}

function placeOfNeed(name: string, { index }: Need, layers: readonly Layer[]): SourcePosition {
  return placeIn(layers, ["addons", name, "needs", index]);
}
