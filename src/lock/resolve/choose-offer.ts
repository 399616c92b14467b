import type { OfferedVersion } from "../../outside/charts/chart-archives.ts";
import { AddonsError } from "../../support/addons-error.ts";
import { isCompleteVersion } from "../../support/complete-version.ts";
import { parseConstraint } from "../../support/constraint.ts";
import type { WantedChart } from "../wanted-chart.ts";
import type { ChartLookup } from "./chart-lookup.ts";
import { chooseVersion } from "./choose-version.ts";

export interface ChosenOffer {
  readonly chosen: OfferedVersion;
  /** What it was chosen among. */
  readonly offers: readonly OfferedVersion[];
}

/**
 * The version that Helm takes. One version of a registry is asked for by its tag alone, as Helm does; its versions are listed when there
 * is no such tag. A mirror may lack what its source has: then the others are looked through as well. Throws AddonsError
 * `LOCK-NO-VERSION`, `LOCK-CONSTRAINT`.
 */
export async function chooseOffer(wanted: WantedChart, wants: string, charts: ChartLookup): Promise<ChosenOffer> {
  const { source } = wanted;
  if (source.kind !== "oci" || !isCompleteVersion(wants)) return await chooseListed(wanted, wants, charts);
  const tagged = await charts.offer(source, wants);
  if (tagged) return { chosen: tagged, offers: [tagged] };
  try {
    return await chooseListed(wanted, wants, charts);
  } catch (error) {
    if (!(error instanceof AddonsError) || error.code === "LOCK-NO-VERSION") throw error;
    const message = `${nameOf(wanted)} has no version ${wants}, and those that it has are not known: ${error.message}`;
    throw new AddonsError("LOCK-NO-VERSION", message, { kind: "failed", hint: "check the version", cause: error });
  }
}

async function chooseListed(wanted: WantedChart, wants: string, charts: ChartLookup): Promise<ChosenOffer> {
  const first = await charts.versions(wanted.source);
  const best = chooseVersion(first, wants);
  if (best) return { chosen: best, offers: first };
  const offers = await charts.versions(wanted.source, "all");
  const chosen = chooseVersion(offers, wants);
  if (!chosen) throw noVersion(wanted, wants, offers);
  return { chosen, offers };
}

export function noVersion(wanted: WantedChart, wants: string, offers: readonly OfferedVersion[]): AddonsError {
  if (!parseConstraint(wants)) {
    const hint = 'Helm understands for instance "1.2.3", "~1.2", "^1.2.0" and ">=1.2, <2"';
    return new AddonsError("LOCK-CONSTRAINT", `${JSON.stringify(wants)} is not a version constraint`, {
      kind: "usage",
      hint,
    });
  }
  const newest = chooseVersion(offers, "*") ?? chooseVersion(offers, "*-0");
  const hint = newest ? `the newest there is ${newest.version}` : "it offers no version at all";
  return new AddonsError("LOCK-NO-VERSION", `no version of ${nameOf(wanted)} satisfies ${JSON.stringify(wants)}`, {
    kind: "failed",
    hint,
  });
}

function nameOf({ name, canonical }: WantedChart): string {
  return `${name ?? canonical} from ${canonical}`;
}
