/** The known name that a person most likely meant: at most a third of its letters away (insert, delete, replace, swap). */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  const wanted = name.toLowerCase();
  for (const candidate of known) {
    const allowed = Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3));
    const limit = Math.min(allowed, bestDistance - 1);
    if (Math.abs(name.length - candidate.length) > limit) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), limit);
    if (distance > limit) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** Comparisons after which no more names are looked for; thousands of wrong names have one cause, and people read the first. */
const MAX_COMPARISONS = 200_000;

/** `nearest` among many names for many wrong ones: each wrong name is looked for once, and not without end. */
export function nearestAmong(known: readonly string[]): (name: string) => string | undefined {
  const found = new Map<string, string | undefined>();
  let comparisons = 0;
  return (name) => {
    if (!found.has(name) && comparisons < MAX_COMPARISONS) {
      comparisons += known.length;
      found.set(name, nearest(name, known));
    }
    return found.get(name);
  };
}

/** Anything above `limit` stands for "further away". */
function editDistance(from: string, to: string, limit: number): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = nextRow({ from, to, row }, last, beforeLast);
    // A swap looks back two rows, so one row above the limit is not the end yet.
    if (Math.min(...current) > limit && Math.min(...last) > limit) return Infinity;
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}

interface Row {
  readonly from: string;
  readonly to: string;
  readonly row: number;
}

function nextRow({ from, to, row }: Row, last: readonly number[], beforeLast: readonly number[]): readonly number[] {
  const current = [row];
  for (let column = 1; column <= to.length; column++) {
    const replace = (last[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
    let cost = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replace);
    if (from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
      cost = Math.min(cost, (beforeLast[column - 2] ?? Infinity) + 1);
    }
    current.push(cost);
  }
  return current;
}
