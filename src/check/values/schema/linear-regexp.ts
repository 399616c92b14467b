import { parsePattern } from "./parse-pattern.ts";
import type { Pattern } from "./parse-pattern.ts";

/** One step of a machine that is in many places at once. */
type Step =
  | { readonly kind: "character"; readonly test: (character: string) => boolean }
  | { readonly kind: "start" | "end" | "match" }
  | { readonly kind: "split"; targets: readonly number[] };

/** As many as Go unfolds repetitions to. */
const MAX_STEPS = 1000;

/**
 * Whether a text has a match anywhere, in time linear in the text whatever the pattern. `undefined` for a pattern that is not of
 * the simple kind, or very large.
 */
export function linearRegExp(pattern: string): ((text: string) => boolean) | undefined {
  const parsed = parsePattern(pattern);
  const steps: Step[] = [];
  if (parsed === undefined || !emit(parsed, steps)) return undefined;
  steps.push({ kind: "match" });
  return (text) => run(steps, text);
}

/** Appends the steps of a pattern, which go on behind themselves; false when they are too many. */
function emit(pattern: Pattern, steps: Step[]): boolean {
  if (steps.length > MAX_STEPS) return false;
  switch (pattern.kind) {
    case "character":
    case "start":
    case "end":
      steps.push(pattern);
      return true;
    case "sequence":
      return pattern.parts.every((part) => emit(part, steps));
    case "choice":
      return emitChoice(pattern.parts, steps);
    case "repeat":
      return emitRepeat(pattern, steps);
  }
}

function emitChoice(parts: readonly Pattern[], steps: Step[]): boolean {
  if (parts.length === 1) return parts.every((part) => emit(part, steps));
  const fork = split(steps);
  const ends: Fork[] = [];
  const starts: number[] = [];
  for (const part of parts) {
    starts.push(steps.length);
    if (!emit(part, steps)) return false;
    ends.push(split(steps));
  }
  fork.targets = starts;
  for (const end of ends) end.targets = [steps.length];
  return true;
}

function emitRepeat({ part, least, most }: Extract<Pattern, { kind: "repeat" }>, steps: Step[]): boolean {
  if (most < least) return false;
  for (let count = 0; count < least; count++) if (!emit(part, steps)) return false;
  if (most === Infinity) {
    const start = steps.length;
    const fork = split(steps);
    if (!emit(part, steps)) return false;
    split(steps).targets = [start];
    fork.targets = [start + 1, steps.length];
    return true;
  }
  const forks: { readonly fork: Fork; readonly start: number }[] = [];
  for (let count = least; count < most; count++) {
    forks.push({ fork: split(steps), start: steps.length });
    if (!emit(part, steps)) return false;
  }
  for (const { fork, start } of forks) fork.targets = [start, steps.length];
  return true;
}

type Fork = Extract<Step, { kind: "split" }>;

function split(steps: Step[]): Fork {
  const fork: Fork = { kind: "split", targets: [] };
  steps.push(fork);
  return fork;
}

function run(steps: readonly Step[], text: string): boolean {
  let places = new Set<number>();
  const characters = Array.from(text);
  for (let at = 0; at <= characters.length; at++) {
    const edges = { isStart: at === 0, isEnd: at === characters.length };
    const here = new Set<number>();
    for (const place of places) follow(steps, place, { here, ...edges });
    follow(steps, 0, { here, ...edges });
    const next = new Set<number>();
    for (const place of here) {
      const step = steps[place];
      if (step?.kind === "match") return true;
      if (step?.kind === "character" && at < characters.length && step.test(characters[at] ?? "")) next.add(place + 1);
    }
    places = next;
  }
  return false;
}

interface Here {
  readonly here: Set<number>;
  readonly isStart: boolean;
  readonly isEnd: boolean;
}

/** All places that are reached without a character. */
function follow(steps: readonly Step[], from: number, { here, isStart, isEnd }: Here): void {
  const open = [from];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (here.has(place)) continue;
    here.add(place);
    const step = steps[place];
    if (step?.kind === "split") open.push(...step.targets);
    else if ((step?.kind === "start" && isStart) || (step?.kind === "end" && isEnd)) open.push(place + 1);
  }
}
