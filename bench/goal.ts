/** ` (goal: at most 1 s ✓)`, behind what was measured. */
export function atMost(measured: number, limit: number, words: string): string {
  return ` (goal: at most ${words} ${measured <= limit ? "✓" : "✗"})`;
}

export function atLeast(measured: number, limit: number, words: string): string {
  return ` (goal: at least ${words} ${measured >= limit ? "✓" : "✗"})`;
}
