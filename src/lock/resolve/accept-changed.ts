import { AddonsError } from "../../support/addons-error.ts";
import { chartOfPin, type Pin } from "../lockfile.ts";
import { pinKey } from "../pin-key.ts";
import { makePin } from "./make-pin.ts";
import type { ChartLookup } from "./chart-lookup.ts";
import { canKeep, type Resolved, type ResolvedPin } from "./resolve-pin.ts";
import { assertSameSigner } from "../staleness/signer-fault.ts";
import type { WantedChart } from "../wanted-chart.ts";

/**
 * The pinned version as its source has it now, for somebody who has reviewed that it was published again with another
 * content. A pin whose content is the same stays as it is. Throws AddonsError `LOCK-NOT-ACCEPTED` (refused) for what is no
 * such change.
 */
export async function acceptChanged(
  wanted: WantedChart,
  pin: Pin | undefined,
  charts: ChartLookup,
): Promise<ResolvedPin> {
  const hint = "run `addons lock`, and review what it changes";
  if (wanted.source.kind === "local")
    throw refused(`${wanted.canonical} is a folder of the project: its changes are reviewed with the project`, hint);
  if (wanted.source.kind === "git")
    throw refused(
      `${wanted.canonical} is pinned at a commit, which does not change`,
      `for what its ref is at now: addons lock --update ${wanted.addon}`,
    );
  if (!pin) throw refused("is not locked yet, so there is nothing that could have changed", hint);
  if (!canKeep(wanted, pin)) throw refused(`the manifest asks for another chart or version than ${pin.chart}`, hint);
  const { version } = chartOfPin(pin);
  const archive = await charts.download(wanted.source, version);
  if (archive.content === pin.content) return { pin, notes: [] };
  const made = makePin(wanted, archive, { version, before: pin });
  // Other content from another hand is what an attack looks like; it takes more than a name on a command line.
  assertSameSigner(pin, made, await charts.signerRule(wanted.source));
  const files = await charts.changedFiles(pin, archive);
  const reason = "the content that was published again for this version was accepted";
  return { pin: made, reason, notes: [], ...(files === undefined ? {} : { files }) };
}

/** Throws AddonsError `LOCK-NOT-ACCEPTED` for a named add-on none of whose pins has changed at its source. */
export function assertAccepted(names: readonly string[], resolved: readonly Resolved[]): void {
  for (const name of names) {
    const of = resolved.filter(({ wanted }) => wanted.addon === name);
    if (of.some(({ pin }) => pin.reason !== undefined)) continue;
    const charts = [...new Set(of.map(({ wanted, pin }) => `${pin.pin.chart} (${pinKey(wanted)})`))].join(", ");
    throw refused(
      `${name}: there is nothing to accept: ${charts} has the pinned content`,
      `for another archive of equal content, or a newer version: addons lock --update ${name}`,
    );
  }
}

function refused(message: string, hint: string): AddonsError {
  return new AddonsError("LOCK-NOT-ACCEPTED", message, { kind: "refused", hint });
}
