/** Unix milliseconds as ISO text with milliseconds, `2026-11-20T18:54:37.000Z`. */
export function isoTime(milliseconds: number): string {
  // oxlint-disable-next-line no-restricted-globals -- formats a given time, reads no clock
  return new Date(milliseconds).toISOString();
}

/** Unix milliseconds of an ISO time; NaN for a text that is none. */
export function unixMilliseconds(iso: string): number {
  // oxlint-disable-next-line no-restricted-globals -- reads a given time, no clock
  return Date.parse(iso);
}
