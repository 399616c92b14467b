import type { ChartArchives } from "../../outside/charts/chart-archives.ts";
import { readCanonicalSource } from "../../sources/canonical-source.ts";
import { pinWithSubcharts } from "../archives-of-lock.ts";
import { chartOfPin, type Pin, type SubchartPin } from "../lockfile.ts";
import { signerFault } from "./signer-fault.ts";
import type { StaleEntry } from "./stale-entry.ts";
import type { WantedChart } from "../wanted-chart.ts";

/** Whether the signers in the lock, those of subcharts too, are such that charts/sources.yaml takes; offline. */
export async function checkSigners(
  wanted: WantedChart,
  pin: Pin,
  outside: { readonly charts: Pick<ChartArchives, "signerRule"> },
): Promise<readonly StaleEntry[]> {
  const entries = await Promise.all(
    pinWithSubcharts(pin).map(async (each) => {
      const source = readCanonicalSource(each.source, chartOfPin(each).name);
      const fault = signerFault(each, await outside.charts.signerRule(source));
      return fault === undefined ? [] : [entry(wanted, { pin: each, fault, isOwn: each === pin })];
    }),
  );
  return entries.flat();
}

function entry(
  { addon, environment, kubernetes, at }: WantedChart,
  found: { readonly pin: Pin | SubchartPin; readonly fault: "missing" | "not-allowed"; readonly isOwn: boolean },
): StaleEntry {
  const { pin, fault, isOwn } = found;
  const place = { addon, environment, ...(kubernetes === undefined ? {} : { kubernetes }), at };
  const what = isOwn ? "" : `has the subchart ${pin.chart}, which `;
  if (fault === "missing") {
    const message = `${what}is locked without a signer, and charts/sources.yaml requires one`;
    return { ...place, reason: "signer-missing", message, wants: "a signature" };
  }
  const has = pin.signer ?? "";
  return {
    ...place,
    reason: "signer-not-allowed",
    message: `${what}was signed by ${has}, who may not sign by charts/sources.yaml`,
    has,
  };
}
