import type { ShownOrigin } from "../../compare/shown-origin.ts";
import type { ClusterName } from "../../compare/values-of-addon.ts";
import type { JsonValue } from "../../support/json.ts";
import { sanitize } from "../../support/sanitize.ts";
import { placeText } from "../problems/problems-text.ts";

/** `prod/prod-eu, prod/prod-us` */
export function clustersText(clusters: readonly ClusterName[]): string {
  return clusters.map(({ environment, cluster }) => `${environment}/${cluster}`).join(", ");
}

/** A value on one line: what YAML takes as a text by itself stays without quotes, all else is JSON. */
export function inlineValue(value: JsonValue, longest = Infinity): string {
  const isPlain = typeof value === "string" && PLAIN_TEXT.test(value) && !OTHERWISE.test(value);
  const text = sanitize(isPlain ? value : JSON.stringify(value));
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

const PLAIN_TEXT = /^[A-Za-z0-9/(_$][\w./:@*+%$(){}-]*(?: [\w./:@*+%$(){}-]+)*$/;
/** What a reader would take for a number, a date, a truth value or nothing. */
const OTHERWISE = /^(?:(?=.*\d)[\d._:+xobe-]+|0x[\da-f_]+|\d[\d-]*[tT\d:.z+-]*|true|false|null|yes|no|on|off|y|n)$/i;

/** `environments/base.yaml:80:7`, and what a reference there named: `… from vars.region (environments/prod.yaml:14:7)`. */
export function placeAndReferences({ at, references }: ShownOrigin): string {
  const place = at === undefined ? CHART : placeText(at);
  if (references.length === 0) return place;
  const names = references.map((one) => (one.at === undefined ? one.name : `${one.name} (${placeText(one.at)})`));
  return `${place} from ${sanitize(names.join(", "))}`;
}

/** Where values stand that no file of the project has. */
const CHART = "chart default";

/** `overrides 1 at environments/base.yaml:30:7, 2 (chart default)` */
export function overridesText(overrides: readonly ShownOrigin[], longest: number): string {
  if (overrides.length === 0) return "";
  const each = overrides.map(({ at, written }) => {
    const value = inlineValue(written, longest);
    return at === undefined ? `${value} (${CHART})` : `${value} at ${placeText(at)}`;
  });
  return `overrides ${each.join(", ")}`;
}
