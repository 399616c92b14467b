import type { SyncEvent } from "../sync/event.ts";
import { headline } from "./plan.ts";
import { notReadyText } from "./not-ready.ts";
import { sanitize } from "../support/sanitize.ts";
import type { Colours } from "./colours.ts";
import { durationText, unixMilliseconds } from "./words.ts";

/** Shows events of a sync while it runs. */
export interface SyncView {
  event(event: SyncEvent): void;
  /** Something about the run as a whole. */
  say(text: string): void;
  /** After the last event, before the summary. */
  end(): Promise<void>;
}

/** What holds a step up changes many times a second while CRDs settle; a log needs to hear of it this often. */
const WAITING_EVERY_MS = 10_000;

/** One plain line per event, owner first: for CI, pipes and narrow terminals. */
export function lineView(options: { readonly colours: Colours; readonly write: (text: string) => void }): SyncView {
  const lastWaiting = new Map<string, number>();
  const isTooSoon = (event: SyncEvent): boolean => {
    if (event.type !== "step-waiting") return false;
    const owner = `${event.cluster}/${event.addon}`;
    const at = unixMilliseconds(event.at);
    if (at - (lastWaiting.get(owner) ?? -Infinity) < WAITING_EVERY_MS) return true;
    lastWaiting.set(owner, at);
    return false;
  };
  return {
    event(event) {
      const line = eventLine(event, options.colours);
      if (line !== undefined && !isTooSoon(event)) options.write(`${line}\n`);
    },
    say: (text) => options.write(`${sanitize(text)}\n`),
    end: async () => {},
  };
}

/** `undefined` for events that the summary tells. */
function eventLine(event: SyncEvent, colours: Colours): string | undefined {
  const text = eventText(event);
  if (text === undefined) return undefined;
  const owner = "addon" in event ? `${event.cluster}/${event.addon}` : event.cluster;
  const line = `${sanitize(owner)}: ${sanitize(text).replace(/\s*\n\s*/g, " ")}`;
  if (event.type === "step-failed") return colours.red(line);
  return event.type === "step-done" ? colours.green(line) : line;
}

function eventText(event: SyncEvent): string | undefined {
  switch (event.type) {
    case "planned":
      return headline(event.plan);
    case "lease-waiting":
    case "step-progress":
      return event.message;
    case "step-started":
      return `${event.op}: ${event.reason}`;
    case "step-waiting":
      return event.notReady.length === 0 ? undefined : `waiting: ${notReadyText(event.notReady)}`;
    case "step-done":
      return `done after ${durationText(event.durationMs)}`;
    case "step-failed":
      return `failed after ${durationText(event.durationMs)}: ${event.message}`;
    case "step-skipped":
      return `skipped: ${event.because}`;
    case "cluster-finished":
      return undefined;
  }
}
