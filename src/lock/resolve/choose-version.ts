import { parseConstraint } from "../../support/constraint.ts";
import { compareVersions, parseVersion } from "../../support/parse-version.ts";

/** The offer that Helm takes: one spelled exactly like the constraint, else the highest that matches, the first of equals. */
export function chooseVersion<Offer extends { readonly version: string; readonly chosen?: "by-name" }>(
  offers: readonly Offer[],
  wanted: string,
): Offer | undefined {
  const constraint = parseConstraint(wanted);
  if (!constraint) return undefined;
  const exact = offers.find((offer) => offer.version === wanted);
  if (exact) return exact;
  let best: Offer | undefined;
  for (const offer of offers) {
    const version = offer.chosen === "by-name" ? undefined : parseVersion(offer.version);
    if (!version || !constraint.matches(version)) continue;
    const bestVersion = best && parseVersion(best.version);
    if (!bestVersion || compareVersions(version, bestVersion) > 0) best = offer;
  }
  return best;
}

/** Whether an exact version is one that `wanted` allows. */
export function satisfies(version: string, wanted: string): boolean {
  return chooseVersion([{ version }], wanted) !== undefined;
}
