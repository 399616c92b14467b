import type { TransferEvent } from "../../outside/charts/transfer/transfer-event.ts";
import { transfersText, transferText } from "./transfer-text.ts";

/** Shows downloads while they run. */
export type TransferView = (event: TransferEvent) => void;

/** A JSON record per event, but for single pieces; `at` gives the time in ISO 8601. */
export function transferRecords(record: (content: object) => void, at: () => string): TransferView {
  return (event) => {
    if (event.type === "transfer-receiving") return;
    const { type, ...rest } = event;
    record({ type, at: at(), ...rest });
  };
}

/** A line at the start and one at the end of each download, and one per failed attempt: for CI and pipes. */
export function transferLines(say: (line: string) => void): TransferView {
  return (event) => {
    const line = transferText(event);
    if (line !== undefined) say(line);
  };
}

export interface TransferScreen {
  /** A line that stays. */
  readonly say: (line: string) => void;
  /** The one line that is redrawn; undefined takes it away. */
  readonly status: (line: string | undefined) => void;
  readonly now: () => number;
}

const REDRAW_MS = 100;

/** What is on its way in one line that is redrawn; what has come, and what went wrong, stays. */
export function transferStatus({ say, status, now }: TransferScreen): TransferView {
  const running = new Map<string, TransferEvent>();
  let drawn = 0;
  return (event) => {
    const key = `${event.what}\n${event.from}`;
    const isOver = event.type === "transfer-finished" || event.type === "transfer-failed";
    if (isOver) running.delete(key);
    else running.set(key, event);
    const isSaid = event.type === "transfer-retrying" || (isOver && !isNoNews(event));
    const line = isSaid ? transferText(event) : undefined;
    if (line !== undefined) say(line);
    if (event.type === "transfer-receiving" && now() - drawn < REDRAW_MS) return;
    drawn = now();
    status(transfersText([...running.values()]));
  };
}

/** Nothing came, and nothing is wrong. */
function isNoNews(event: TransferEvent): boolean {
  return event.type === "transfer-finished" && event.result !== "received";
}
