import type { PlaygroundStatus } from "../outside/playground/playgrounds.ts";
import { sanitize } from "../support/sanitize.ts";
import type { Colours } from "./colours.ts";
import { table } from "./words.ts";

/** One line per playground; for a running one also how to reach it with other tools. */
export function playgroundsText(statuses: readonly PlaygroundStatus[], colours: Colours): string {
  if (statuses.length === 0) return "no playgrounds\n";
  const rows = statuses.map((status) => row(status, colours));
  const running = statuses.filter((status) => status.state === "running");
  const hints = running.map(
    (status) => `  export KUBECONFIG=${sanitize(status.access.kubeconfig)}  # ${sanitize(status.name)}`,
  );
  return `${[...table(rows, ""), ...hints].join("\n")}\n`;
}

function row(status: PlaygroundStatus, colours: Colours): string[] {
  const name = sanitize(status.name);
  if (status.state === "running") {
    return [name, colours.green("running"), sanitize(status.kubernetes), sanitize(status.server)];
  }
  const state = status.state === "broken" ? colours.red("broken") : "not running";
  return [name, state, sanitize(status.why ?? "")];
}

export interface PlaygroundsDocument {
  readonly formatVersion: 1;
  readonly playgrounds: readonly PlaygroundStatus[];
}

export function playgroundsDocument(playgrounds: readonly PlaygroundStatus[]): PlaygroundsDocument {
  return { formatVersion: 1, playgrounds };
}
