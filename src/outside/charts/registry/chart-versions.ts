import type { OfferedVersion } from "../chart-archives.ts";

/** semver.org's own expression. */
const NUMBER = String.raw`(?:0|[1-9]\d*)`;
const PRE = String.raw`(?:${NUMBER}|\d*[A-Za-z-][0-9A-Za-z-]*)`;
const VERSION = new RegExp(
  String.raw`^(v?)${NUMBER}\.${NUMBER}\.${NUMBER}(?:-${PRE}(?:\.${PRE})*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$`,
);

/**
 * The tags that are versions, as Helm reads them: `_` for the `+` that cannot stand in a tag, complete semantic versions
 * only. With a `v` before it Helm knows a version only by its exact name; that holds here, too, beside others without it.
 */
export function chartVersions(tags: readonly string[]): readonly OfferedVersion[] {
  const versions = tags.flatMap((tag) => {
    const version = tag.replaceAll("_", "+");
    const found = VERSION.exec(version);
    return found ? [{ version, isPlain: found[1] === "" }] : [];
  });
  const someArePlain = versions.some(({ isPlain }) => isPlain);
  return versions.map(({ version, isPlain }) => ({
    version,
    deprecated: false,
    ...(someArePlain && !isPlain ? { chosen: "by-name" as const } : {}),
  }));
}

/** The tag of a version. */
export function versionTag(version: string): string {
  return version.replaceAll("+", "_");
}
