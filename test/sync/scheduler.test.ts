import { describe, expect, test } from "vitest";
import { runSchedule, type Task, type TaskEnd } from "../../src/sync/scheduler.ts";

/** `web needs api,db takes 3 fails` */
interface Sample extends Task {
  readonly takes: number;
  readonly ends: TaskEnd;
}

/** A timeline in simulated time: `0 +db`, `2 db done`. Nothing in it depends on how fast this computer is. */
async function timeline(
  text: string,
  options: { readonly concurrency?: number; readonly stopAt?: number } = {},
): Promise<string> {
  const tasks = text.trim().split("\n").map(parse);
  const lines: string[] = [];
  const stop = new AbortController();
  const clock = createSimulatedClock();
  if (options.stopAt !== undefined) void clock.until(options.stopAt).then(() => stop.abort());
  const ended = runSchedule<Sample>({
    tasks,
    concurrency: options.concurrency ?? 10,
    signal: stop.signal,
    run: async (task) => {
      lines.push(`${clock.now()} +${task.name}`);
      await clock.until(clock.now() + task.takes);
      return task.ends;
    },
    settled: (task, end) =>
      lines.push(`${clock.now()} ${task.name} ${end.outcome}${"because" in end ? ` because of ${end.because}` : ""}`),
  });
  await clock.run(ended);
  return lines.join("\n");
}

function parse(line: string): Sample {
  const words = line.trim().split(/\s+/);
  const after = (word: string): string | undefined =>
    words.includes(word) ? words[words.indexOf(word) + 1] : undefined;
  return {
    name: words[0] ?? "",
    after: after("needs")?.split(",") ?? [],
    takes: Number(after("takes") ?? 1),
    ends: words.includes("fails") ? "failed" : words.includes("passes") ? "passed" : "done",
  };
}

function createSimulatedClock() {
  let now = 0;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    until: (at: number) => new Promise<void>((wake) => sleepers.push({ at, wake })),
    /** Lets everything that can happen now happen, then goes to the next moment, until the promise is settled. */
    async run(ended: Promise<unknown>) {
      let running = true;
      void ended.finally(() => (running = false));
      for (;;) {
        for (let turns = 0; turns < 50; turns++) await Promise.resolve();
        if (!running) return;
        sleepers.sort((left, right) => left.at - right.at);
        const next = sleepers.shift();
        if (next === undefined) throw new Error("nothing is left to happen");
        now = next.at;
        next.wake();
      }
    },
  };
}

describe("runSchedule", () => {
  test("no barriers: a task starts the moment its own needs are done", async () => {
    expect(
      await timeline(`
        slow takes 5
        quick takes 1
        after-quick needs quick takes 1
        after-both needs slow,after-quick takes 1`),
    ).toBe(
      [
        "0 +quick",
        "0 +slow",
        "1 quick done",
        "1 +after-quick",
        "2 after-quick done",
        "5 slow done",
        "5 +after-both",
        "6 after-both done",
      ].join("\n"),
    );
  });

  test("a failure skips everything behind it, however far, and nothing else", async () => {
    expect(
      await timeline(`
        bad takes 2 fails
        behind needs bad
        far-behind needs behind,good
        good takes 1
        after-good needs good takes 3`),
    ).toBe(
      [
        "0 +bad",
        "0 +good",
        "1 good done",
        "1 +after-good",
        "2 bad failed",
        "2 behind skipped because of bad",
        "2 far-behind skipped because of bad",
        "4 after-good done",
      ].join("\n"),
    );
  });

  test("a task that may fail holds nothing up", async () => {
    expect(await timeline("bad passes\nbehind needs bad")).toBe("0 +bad\n1 bad passed\n1 +behind\n2 behind done");
  });

  test("with two at a time the longest chain goes first, then by name", async () => {
    expect(
      await timeline(
        `
        a takes 2
        b takes 2
        chain-1 takes 2
        chain-2 needs chain-1 takes 2`,
        { concurrency: 2 },
      ),
    ).toBe(
      ["0 +chain-1", "0 +a", "2 chain-1 done", "2 +b", "2 a done", "2 +chain-2", "4 b done", "4 chain-2 done"].join(
        "\n",
      ),
    );
  });

  test("an interrupt starts nothing more and waits for what runs", async () => {
    expect(await timeline("a takes 4\nb takes 1\nafter-b needs b takes 3\nlast needs after-b", { stopAt: 2 })).toBe(
      ["0 +b", "0 +a", "1 b done", "1 +after-b", "4 a done", "4 after-b done", "4 last not-started"].join("\n"),
    );
  });

  test("needs that are not in this run are taken for done", async () => {
    expect(await timeline("web needs elsewhere")).toBe("0 +web\n1 web done");
  });

  test("tasks in a circle are told, not waited for", async () => {
    expect(await timeline("a needs b\nb needs a")).toBe("0 a not-started\n0 b not-started");
  });

  test("nothing to run", async () => {
    const none = { tasks: [], concurrency: 1, signal: new AbortController().signal };
    const outcomes = await runSchedule({ ...none, run: async () => "done", settled: () => {} });
    expect(outcomes.size).toBe(0);
  });
});
