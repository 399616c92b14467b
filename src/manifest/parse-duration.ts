/** Seconds of a duration such as `10m`, `90s` or `1h5m30s`; the schema has checked its form. */
export function parseDuration(text: string): number {
  const [, hours = "0", minutes = "0", seconds = "0"] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
