import { isCompleteVersion } from "../../../support/complete-version.ts";
import type { OfferedVersion } from "../chart-archives.ts";

/**
 * The tags that are versions, as Helm reads them: `_` for the `+` that cannot stand in a tag, complete semantic versions
 * only. With a `v` before it Helm knows a version only by its exact name; that holds here, too, beside others without it.
 */
export function chartVersions(tags: readonly string[]): readonly OfferedVersion[] {
  const versions = tags
    .map((tag) => tag.replaceAll("_", "+"))
    .filter(isCompleteVersion)
    .map((version) => ({ version, isPlain: !version.startsWith("v") }));
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
