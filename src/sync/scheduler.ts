/**
 * Runs tasks in the order of a graph without barriers: a task starts the moment the last one it waits for is done, up to a limit
 * at a time; of those that could start, the one with the longest chain behind it goes first. What waits for a failed task, however
 * far behind, is skipped; everything else goes on. Tasks that are not in the list are taken for done.
 */
export interface Task {
  readonly name: string;
  readonly after: readonly string[];
}

/** `passed`: failed, but what waits for it may go on. */
export type TaskEnd = "done" | "passed" | "failed" | "interrupted";

export type TaskOutcome =
  | { readonly outcome: TaskEnd }
  /** `because` names the failed task at the root. */
  | { readonly outcome: "skipped"; readonly because: string }
  | { readonly outcome: "not-started" };

export interface Schedule<T extends Task> {
  readonly tasks: readonly T[];
  readonly concurrency: number;
  /** Must not reject. */
  readonly run: (task: T) => Promise<TaskEnd>;
  /** Once aborted nothing is started any more. */
  readonly signal: AbortSignal;
  /** Told the moment it is certain, for every task once. */
  readonly settled: (task: T, outcome: TaskOutcome) => void;
}

export async function runSchedule<T extends Task>(schedule: Schedule<T>): Promise<ReadonlyMap<string, TaskOutcome>> {
  const waiting = longestChainFirst(schedule.tasks);
  const running = new Map<string, Promise<void>>();
  const outcomes = new Map<string, TaskOutcome>();
  const settle = (task: T, outcome: TaskOutcome): void => {
    outcomes.set(task.name, outcome);
    schedule.settled(task, outcome);
  };
  const start = async (task: T): Promise<void> => {
    const outcome = await schedule.run(task);
    running.delete(task.name);
    settle(task, { outcome });
  };
  const known = new Set(schedule.tasks.map((task) => task.name));
  for (;;) {
    skipBlocked(waiting, outcomes, settle);
    while (running.size < schedule.concurrency && !schedule.signal.aborted) {
      const next = waiting.findIndex((task) =>
        task.after.every((name) => !known.has(name) || isPassed(outcomes.get(name))),
      );
      const [task] = next === -1 ? [] : waiting.splice(next, 1);
      if (task === undefined) break;
      running.set(task.name, start(task));
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  for (const task of waiting) settle(task, { outcome: "not-started" });
  return outcomes;
}

function isPassed(outcome: TaskOutcome | undefined): boolean {
  return outcome?.outcome === "done" || outcome?.outcome === "passed";
}

/** Moves everything behind a failure out of `waiting`, transitively. */
function skipBlocked<T extends Task>(
  waiting: T[],
  outcomes: ReadonlyMap<string, TaskOutcome>,
  settle: (task: T, outcome: TaskOutcome) => void,
): void {
  for (let index = 0; index < waiting.length; index++) {
    const task = waiting[index];
    const root = task?.after.map((name) => failureBehind(name, outcomes.get(name))).find((name) => name !== undefined);
    if (task === undefined || root === undefined) continue;
    waiting.splice(index, 1);
    settle(task, { outcome: "skipped", because: root });
    index = -1;
  }
}

function failureBehind(name: string, outcome: TaskOutcome | undefined): string | undefined {
  if (outcome?.outcome === "failed") return name;
  return outcome?.outcome === "skipped" ? outcome.because : undefined;
}

function longestChainFirst<T extends Task>(tasks: readonly T[]): T[] {
  const lengths = chainLengths(tasks);
  const length = (task: T): number => lengths.get(task.name) ?? 0;
  return [...tasks].sort((left, right) => length(right) - length(left) || (left.name < right.name ? -1 : 1));
}

/** Tasks on the longest way from each task to an end of the graph, itself included. */
function chainLengths(tasks: readonly Task[]): ReadonlyMap<string, number> {
  const followers = new Map<string, string[]>();
  for (const task of tasks) {
    for (const name of task.after) followers.set(name, [...(followers.get(name) ?? []), task.name]);
  }
  const lengths = new Map<string, number>();
  const measure = (name: string): number => {
    const known = lengths.get(name);
    if (known !== undefined) return known;
    lengths.set(name, 1); // a cycle, which the manifest refuses, ends here
    const length = 1 + Math.max(0, ...(followers.get(name) ?? []).map(measure));
    lengths.set(name, length);
    return length;
  };
  for (const task of tasks) measure(task.name);
  return lengths;
}
