import { parseConstraint } from "../../support/constraint.ts";
import { compareVersions, parseVersion, type Version } from "../../support/parse-version.ts";

/** The offer that Helm takes: one spelled exactly like the constraint, else the highest that matches, the first of equals. */
export function chooseVersion<Offer extends { readonly version: string; readonly chosen?: "by-name" }>(
  offers: readonly Offer[],
  wanted: string,
): Offer | undefined {
  const constraint = parseConstraint(wanted);
  if (!constraint) return undefined;
  const exact = offers.find((offer) => offer.version === wanted);
  if (exact) return exact;
  let best: { readonly offer: Offer; readonly version: Version } | undefined;
  for (const offer of offers) {
    const version = offer.chosen === "by-name" ? undefined : parseVersion(offer.version);
    if (!version || !constraint.matches(version)) continue;
    if (!best || compareVersions(version, best.version) > 0) best = { offer, version };
  }
  return best?.offer;
}

/** Whether an exact version is one that `wanted` allows. */
export function satisfies(version: string, wanted: string): boolean {
  return chooseVersion([{ version }], wanted) !== undefined;
}
