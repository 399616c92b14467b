/** semver.org's own expression, with an optional `v` before it. */
const NUMBER = String.raw`(?:0|[1-9]\d*)`;
const PRE = String.raw`(?:${NUMBER}|\d*[A-Za-z-][0-9A-Za-z-]*)`;
const VERSION = new RegExp(
  String.raw`^v?${NUMBER}\.${NUMBER}\.${NUMBER}(?:-${PRE}(?:\.${PRE})*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$`,
);

/** Whether this is one version with all its parts, and not a constraint or a short form of one. */
export function isCompleteVersion(text: string): boolean {
  return VERSION.test(text);
}
