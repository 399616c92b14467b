import type { TransferEvent } from "../../outside/charts/transfer/transfer-event.ts";

/** One line about what happened to a download; undefined for what is too small to be one. */
export function transferText(event: TransferEvent): string | undefined {
  switch (event.type) {
    case "transfer-started":
      return `${event.what}: downloading from ${event.from}`;
    case "transfer-retrying":
      return `${event.what}: ${event.reason}; trying again in ${(event.delayMs / 1000).toFixed(1)} s`;
    case "transfer-finished":
      if (event.result === "unchanged") return `${event.what}: unchanged at ${event.from}`;
      if (event.result === "absent") return `${event.what}: not at ${event.from}`;
      return `${event.what}: got ${sizeText(event.bytes)} from ${event.from}${triesText(event.attempt)}`;
    case "transfer-receiving":
    case "transfer-failed":
      return undefined;
  }
}

/** What is on its way, for a line that is redrawn; the oldest in full. */
export function transfersText(running: readonly TransferEvent[]): string | undefined {
  const [first, ...others] = running;
  if (first === undefined) return undefined;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return `${first.what}: ${amountText(first)} from ${first.from}${more}`;
}

function amountText(event: TransferEvent): string {
  if (event.type === "transfer-retrying") return `attempt ${event.attempt} failed, waiting`;
  if (event.type !== "transfer-receiving") return "asking for it";
  const { bytes, total } = event;
  if (total === undefined || total === 0) return sizeText(bytes);
  return `${Math.min(100, Math.floor((bytes / total) * 100))} % of ${sizeText(total)}`;
}

/** `512 bytes`, `3.4 kB`, `27.1 MB`: powers of 1000, as download pages say it. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  const thousands = bytes / 1000;
  return thousands < 999.95 ? `${thousands.toFixed(1)} kB` : `${(thousands / 1000).toFixed(1)} MB`;
}

function triesText(attempt: number): string {
  return attempt === 1 ? "" : ` (attempt ${attempt})`;
}
