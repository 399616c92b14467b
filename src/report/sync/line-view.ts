import type { SyncEvent } from "../../sync/event.ts";
import { headline } from "../plan.ts";
import { notReadyText } from "../not-ready.ts";
import { sanitize } from "../../support/sanitize.ts";
import type { Colours } from "../colours.ts";
import { waitingLines, type After } from "./waiting-lines.ts";
import { durationText } from "../words.ts";

/** Shows events of a sync while it runs. */
export interface SyncView {
  event(event: SyncEvent): void;
  /** Something about the run as a whole. */
  say(text: string): void;
  /** After the last event, before the summary. */
  end(): Promise<void>;
}

export interface LineViewOptions {
  readonly colours: Colours;
  readonly write: (text: string) => void;
  readonly after: After;
}

/** One plain line per event, owner first: for CI, pipes and narrow terminals. */
export function lineView({ colours, write, after }: LineViewOptions): SyncView {
  const tell = (event: SyncEvent): void => {
    const line = eventLine(event, colours);
    if (line !== undefined) write(`${line}\n`);
  };
  const waits = waitingLines(after, tell);
  return {
    event(event) {
      if (event.type === "step-waiting") return waits.waiting(event);
      if ("addon" in event) waits.over(event);
      tell(event);
    },
    say: (text) => write(`${sanitize(text)}\n`),
    end: async () => waits.end(),
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
      return `waiting: ${notReadyText(event.notReady)}`;
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
