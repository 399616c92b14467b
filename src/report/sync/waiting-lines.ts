import type { SyncEvent } from "../../sync/event.ts";
import { notReadyText } from "../not-ready.ts";
import { unixMilliseconds } from "../../support/iso-time.ts";

export type WaitingEvent = Extract<SyncEvent, { readonly type: "step-waiting" }>;

/** Runs the task after so many milliseconds; returns what calls it off. */
export type After = (milliseconds: number, task: () => void) => () => void;

export interface WaitingLines {
  waiting(event: WaitingEvent): void;
  /** The step goes on or ended: what it waited for is no news any more. */
  over(step: { readonly cluster: string; readonly addon: string }): void;
  end(): void;
}

/** Definitions are established within a moment: a log needs to hear of what takes longer, only. */
const FIRST_MS = 2000;
/** What holds a step up changes many times a second while objects settle. */
const EVERY_MS = 10_000;

/**
 * Which of many changes of what a step waits for are told: the first after 2 s of waiting; then the newest every 10 s, or after 2 s when
 * less is left and something else comes first.
 */
export function waitingLines(after: After, tell: (event: WaitingEvent) => void): WaitingLines {
  const waits = new Map<string, Wait>();
  const look = (wait: Wait, now: number): void => {
    wait.cancel();
    const due = dueAt(wait);
    if (due === undefined) return;
    if (now < due) {
      wait.cancel = after(due - now, () => look(wait, due));
      return;
    }
    wait.told = { at: now, ...summary(wait.latest) };
    tell(wait.latest);
  };
  const over = (key: string): void => {
    waits.get(key)?.cancel();
    waits.delete(key);
  };
  return {
    waiting(event) {
      if (event.notReady.length === 0) return over(keyOf(event));
      const now = unixMilliseconds(event.at);
      const wait = waits.get(keyOf(event)) ?? { since: now, latest: event, cancel: () => {} };
      wait.latest = event;
      waits.set(keyOf(event), wait);
      look(wait, now);
    },
    over: (step) => over(keyOf(step)),
    end() {
      for (const key of waits.keys()) over(key);
    },
  };
}

interface Wait {
  /** Unix milliseconds of the first event. */
  readonly since: number;
  latest: WaitingEvent;
  told?: Summary & { readonly at: number };
  cancel: () => void;
}

/** `undefined` when nothing is new. */
function dueAt({ since, latest, told }: Wait): number | undefined {
  if (told === undefined) return since + FIRST_MS;
  const { text, first, objects } = summary(latest);
  if (text === told.text) return undefined;
  return told.at + (objects < told.objects && first !== told.first ? FIRST_MS : EVERY_MS);
}

interface Summary {
  readonly text: string;
  readonly first: string;
  readonly objects: number;
}

function summary({ notReady }: WaitingEvent): Summary {
  const first = notReadyText(notReady, 1).replace(/; and \d+ more$/, "");
  return { text: notReadyText(notReady), first, objects: notReady.length };
}

function keyOf({ cluster, addon }: { readonly cluster: string; readonly addon: string }): string {
  return `${cluster}/${addon}`;
}
