/** Unix milliseconds as ISO text with milliseconds, `2026-11-20T18:54:37.000Z`. */
export function isoTime(milliseconds: number): string {
  // oxlint-disable-next-line no-restricted-globals -- formats a given time, reads no clock
  return new Date(milliseconds).toISOString();
}
