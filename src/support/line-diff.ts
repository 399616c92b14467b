/** One line of a difference, with a few unchanged ones around; `gap` stands for the unchanged lines left out. */
export interface DiffLine {
  readonly kind: "same" | "added" | "removed" | "gap";
  readonly text: string;
}

/**
 * Shortest edit script of two texts by lines (Myers' greedy algorithm, "An O(ND) Difference Algorithm", 1986). Texts that differ in
 * more than `MAX_EDITS` lines are shown as removed and added as a whole: a shortest script of those helps nobody.
 */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  return withContext(editScript(lines(before), lines(after)));
}

const MAX_EDITS = 1500;
const CONTEXT = 3;

function lines(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

function editScript(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return [
    ...before.slice(0, start).map(same),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

const same = (text: string): DiffLine => ({ kind: "same", text });
const removed = (text: string): DiffLine => ({ kind: "removed", text });
const added = (text: string): DiffLine => ({ kind: "added", text });

function middle(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const trace = before.length === 0 || after.length === 0 ? undefined : search(before, after);
  if (trace === undefined) return [...before.map(removed), ...after.map(added)];
  return walkBack(before, after, trace);
}

/** Furthest x reached on each diagonal (x − y), one map per number of edits. */
type Trace = readonly ReadonlyMap<number, number>[];

function search(before: readonly string[], after: readonly string[]): Trace | undefined {
  const trace: Map<number, number>[] = [];
  let last = new Map<number, number>([[1, 0]]);
  for (let edits = 0; edits <= Math.min(MAX_EDITS, before.length + after.length); edits++) {
    const reached = new Map<number, number>();
    trace.push(reached);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = comesDown(diagonal, edits, last) ? at(last, diagonal + 1) : at(last, diagonal - 1) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      reached.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return trace;
    }
    last = reached;
  }
  return undefined;
}

function at(reached: ReadonlyMap<number, number>, diagonal: number): number {
  return reached.get(diagonal) ?? -1;
}

/** Whether the best way onto a diagonal adds a line (comes from the one above) rather than removes one. */
function comesDown(diagonal: number, edits: number, last: ReadonlyMap<number, number>): boolean {
  return diagonal === -edits || (diagonal !== edits && at(last, diagonal - 1) < at(last, diagonal + 1));
}

function walkBack(before: readonly string[], after: readonly string[], trace: Trace): readonly DiffLine[] {
  const script: DiffLine[] = [];
  let x = before.length;
  let y = after.length;
  const takeSame = (until: number): void => {
    for (; x > until; x--, y--) script.push(same(line(before, x - 1)));
  };
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const last = trace[edits - 1] ?? new Map<number, number>();
    const down = comesDown(x - y, edits, last);
    const from = x - y + (down ? 1 : -1);
    const fromX = at(last, from);
    takeSame(down ? fromX : fromX + 1);
    script.push(down ? added(line(after, y - 1)) : removed(line(before, x - 1)));
    x = fromX;
    y = fromX - from;
  }
  takeSame(0);
  return script.reverse();
}

function line(text: readonly string[], index: number): string {
  return text[index] ?? "";
}

function withContext(script: readonly DiffLine[]): readonly DiffLine[] {
  const near = new Set<number>();
  script.forEach((line, index) => {
    if (line.kind === "same") return;
    for (let shown = index - CONTEXT; shown <= index + CONTEXT; shown++) near.add(shown);
  });
  return script.flatMap((line, index) => {
    if (near.has(index)) return [line];
    return near.has(index - 1) || index === 0 ? [{ kind: "gap", text: "" } as const] : [];
  });
}
