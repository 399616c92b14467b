import { expect, test } from "vitest";
import type { NotReady } from "../../../src/readiness/not-ready.ts";
import { PLAIN } from "../../../src/report/colours.ts";
import { lineView } from "../../../src/report/sync/line-view.ts";
import type { SyncEvent } from "../../../src/sync/event.ts";

type Happening = readonly NotReady[] | "goes on" | "ends";

/** Lines of a log, each with its second: what happens at which second to a step, time going on in between. */
function log(happenings: Readonly<Record<number, Happening>>, until = 60): readonly string[] {
  let second = 0;
  const lines: string[] = [];
  const timers = new Set<{ readonly at: number; readonly task: () => void }>();
  const view = lineView({
    colours: PLAIN,
    write: (text) => void lines.push(`${second}: ${text.trim().replace("local/dns: ", "")}`),
    after(milliseconds, task) {
      const timer = { at: second + milliseconds / 1000, task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  });
  const step = (): object => ({ at: new Date(second * 1000).toISOString(), cluster: "local", addon: "dns" });
  const moments = [...Object.keys(happenings).map(Number), ...Array.from({ length: until }, (_, at) => at)];
  for (const at of [...new Set(moments)].sort((a, b) => a - b)) {
    second = at;
    for (const timer of timers) if (timer.at <= at && timers.delete(timer)) timer.task();
    const happening = happenings[at];
    if (happening === undefined) continue;
    if (happening === "ends") void view.end();
    else if (happening === "goes on") view.event({ ...step(), type: "step-progress", message: "helm" } as SyncEvent);
    else view.event({ ...step(), type: "step-waiting", notReady: happening } as SyncEvent);
  }
  return lines;
}

function pods(...names: readonly string[]): readonly NotReady[] {
  return names.map((name) => ({ kind: "Pod", name, status: "progressing", why: "starting" }));
}

test("what is over within two seconds is not told", () => {
  expect(log({ 0: pods("a", "b"), 0.5: pods("b"), 1.5: "goes on" })).toEqual(["1.5: helm"]);
  expect(log({ 0: pods("a", "b"), 1: [] })).toEqual([]);
  expect(log({ 0: pods("a"), 1: "ends" })).toEqual([]);
});

test("what takes longer is told after two seconds, though nothing more happens, and once", () => {
  expect(log({ 0: pods("a") })).toEqual(["2: waiting: Pod a: starting"]);
  expect(log({ 0: pods("a"), 1: pods("b", "a"), 3: pods("b", "a") })).toEqual([
    "2: waiting: Pod b: starting; Pod a: starting",
  ]);
});

test("news are told every ten seconds, the newest only", () => {
  expect(log({ 0: pods("a"), 5: pods("b"), 9: pods("c"), 30: pods("d") })).toEqual([
    "2: waiting: Pod a: starting",
    "12: waiting: Pod c: starting",
    "30: waiting: Pod d: starting",
  ]);
});

test("sooner when less is left and something else comes first", () => {
  expect(log({ 0: pods("a", "b", "c"), 5: pods("b", "c"), 5.5: pods("c") })).toEqual([
    "2: waiting: Pod a: starting; Pod b: starting; and 1 more",
    "5: waiting: Pod b: starting; Pod c: starting",
    "7: waiting: Pod c: starting",
  ]);
  expect(log({ 0: pods("a", "b", "c"), 5: pods("a", "c") })).toEqual([
    "2: waiting: Pod a: starting; Pod b: starting; and 1 more",
    "12: waiting: Pod a: starting; Pod c: starting",
  ]);
});

test("a step that goes on and waits again waits anew", () => {
  expect(log({ 0: pods("a"), 3: "goes on", 4: pods("a") })).toEqual([
    "2: waiting: Pod a: starting",
    "3: helm",
    "6: waiting: Pod a: starting",
  ]);
});
