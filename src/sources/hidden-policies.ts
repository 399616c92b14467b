import { isJsonObject, type JsonObject } from "../support/json.ts";
import type { PlacedSettings } from "./parse-source-entry.ts";
import { settingsFor } from "./source-settings.ts";
import { report, type SourcesReading } from "./sources-reading.ts";

/**
 * Tells entries that are about something else, mirrors for instance, and so take the place of a shorter one that asks for signatures:
 * that they are not looked for any more has to be said. `sources` as they are written.
 */
export function reportHiddenPolicies(
  reading: SourcesReading,
  entries: readonly PlacedSettings[],
  sources: JsonObject,
): void {
  const all = entries.map(({ settings }) => settings);
  for (const { source } of all) {
    const written = sources[source];
    if (isJsonObject(written) && (written["verify"] !== undefined || written["signers"] !== undefined)) continue;
    const others = all.filter((settings) => settings.source !== source);
    const hidden = settingsFor(source, others);
    if (hidden === undefined || hidden.verify === "off") continue;
    const asks = hidden.verify === "required" ? "requires them" : "looks for them";
    report(reading, ["sources", source], {
      code: "SOURCES-SIGNERS",
      message: `the entry says nothing of signatures, and holds instead of ${hidden.source}, which ${asks}`,
      hint: "repeat its signers here, or write verify: off",
      part: "key",
    });
  }
}
