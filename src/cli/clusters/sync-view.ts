import { createColours, decideColours } from "../../report/colours.ts";
import { eventRecord } from "../../report/sync/event-record.ts";
import { lineView, type SyncView } from "../../report/sync/line-view.ts";
import type { Invocation } from "../command.ts";

/** Narrower than this, a redrawn view is harder to read than lines. */
const NARROWEST = 40;

/** How progress of one environment is shown: JSON lines, a redrawn picture on a terminal, or one line per event everywhere else. */
export async function chooseSyncView(
  { voice, surroundings, flags }: Invocation,
  environment: { readonly name: string; readonly clusters: readonly string[] },
): Promise<SyncView> {
  if (voice.log === "json") {
    return {
      event: (event) => voice.record(eventRecord(environment.name, event)),
      say: (text) => voice.progress(text),
      end: async () => {},
    };
  }
  if (voice.detail === "quiet") return { event: () => {}, say: () => {}, end: async () => {} };
  const { stderr, env } = surroundings;
  const use = decideColours({ flag: flags.noColor ? "no-color" : "unset", env, terminal: stderr.terminal });
  const colours = createColours(use);
  const stream = stderr.raw;
  const wide = stderr.terminal === "yes" && stderr.columns >= NARROWEST;
  if (stream === undefined || !wide || isSet(env["CI"]) || env["TERM"] === "dumb" || voice.detail === "verbose") {
    return lineView({ colours, write: (text) => voice.note(text), after });
  }
  const { terminalView } = await import("../../report/sync/terminal-view.ts");
  return terminalView({
    environment: environment.name,
    clusters: environment.clusters,
    colours,
    stream,
    redact: (text) => voice.redactor.text(text),
  });
}

/** Holds nobody up at the end. */
function after(milliseconds: number, task: () => void): () => void {
  const timer = setTimeout(task, milliseconds).unref();
  return () => clearTimeout(timer);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "false" && value !== "0";
}
