import { isoTime, unixMilliseconds } from "../support/iso-time.ts";

/** `1 request`, `2 requests` */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `0.4 s`, `12 s`, `3 min 20 s` */
export function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const rest = whole % 60;
  return rest === 0 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 60)} min ${rest} s`;
}

/** `5 minutes ago`; the clocks of a cluster and of this computer may differ, so the near future is `just now`. */
export function agoText(milliseconds: number, now: number): string {
  const seconds = Math.round((now - milliseconds) / 1000);
  if (seconds < 10) return "just now";
  if (seconds < 90) return `${seconds} seconds ago`;
  if (seconds < 90 * 60) return `${count(Math.round(seconds / 60), "minute")} ago`;
  if (seconds < 36 * 3600) return `${count(Math.round(seconds / 3600), "hour")} ago`;
  return `${count(Math.round(seconds / 86_400), "day")} ago`;
}

/** `2026-11-20 18:58:06 UTC` */
function timeText(milliseconds: number): string {
  return `${isoTime(milliseconds).slice(0, 19).replace("T", " ")} UTC`;
}

/** `5 minutes ago (2026-11-20 18:58:06 UTC)`; empty for a text that is no time. */
export function whenText(iso: string, now: number): string {
  const milliseconds = unixMilliseconds(iso);
  return Number.isNaN(milliseconds) ? "" : `${agoText(milliseconds, now)} (${timeText(milliseconds)})`;
}

/** Text in columns, padded to the widest of each; the last column is not padded. */
export function table(rows: readonly (readonly string[])[], indent: string): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, visible(cell))));
  return rows.map((row) => {
    const cells = row.map((cell, index) => cell + " ".repeat(Math.max(0, (widths[index] ?? 0) - visible(cell))));
    return `${indent}${cells.join("  ")}`.trimEnd();
  });
}

function visible(text: string): number {
  // oxlint-disable-next-line no-control-regex -- colours take no room
  return text.replace(/\u001b\[\d+m/g, "").length;
}
