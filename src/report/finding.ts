import type { FieldOwner, Finding, Forecast, ObjectIdentity } from "../drift/finding.ts";
import type { JsonValue } from "../support/json.ts";
import { sanitize } from "../support/sanitize.ts";
import type { Colours } from "./colours.ts";
import { whenText } from "./words.ts";

export interface FindingStyle {
  readonly colours: Colours;
  /** Unix milliseconds, for "5 minutes ago". */
  readonly now: number;
}

/** One finding without its object: what, from what to what, who and when, and what the next run does. */
export function findingLines(finding: Finding, style: FindingStyle): string[] {
  const { colours } = style;
  const code = finding.severity === "drift" ? colours.red(finding.code) : colours.dim(finding.code);
  const path = finding.path === undefined ? "" : `${colours.cyan(sanitize(finding.path))}  `;
  const lines = [`${code}  ${path}${sanitize(finding.message)}`];
  const values = valueText(finding);
  if (values !== undefined) lines.push(`        ${values}`);
  for (const owner of finding.owners) lines.push(`        by ${ownerText(owner, style)}`);
  if (finding.severity === "drift" && finding.owners.length === 0 && finding.object !== undefined) {
    lines.push(`        by: the server does not say who`);
  }
  return lines;
}

/** `Deployment ingress/controller` */
export function objectText(object: ObjectIdentity): string {
  const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  return sanitize(`${object.kind} ${name}`);
}

/** `sync keeps it, sync --repair brings it back` */
export function forecastText(forecast: Forecast): string {
  return `sync ${SYNC[forecast.sync]}; sync --repair ${SYNC[forecast.repair]}`;
}

const SYNC: Readonly<Record<Forecast["sync"], string>> = {
  reverts: "brings it back",
  keeps: "leaves it",
  conflicts: "stops at a field conflict",
  recreates: "creates it again",
  upgrades: "upgrades the release",
  refuses: "refuses",
};

function valueText(finding: Finding): string | undefined {
  const { expected, actual } = finding;
  if (expected === undefined && actual === undefined) return undefined;
  if (expected === undefined) return `found ${shortJson(actual)}`;
  if (actual === undefined) return `declared ${shortJson(expected)}`;
  return `declared ${shortJson(expected)}, found ${shortJson(actual)}`;
}

function ownerText(owner: FieldOwner, style: FindingStyle): string {
  const how = owner.subresource === undefined ? owner.operation : `${owner.operation} of ${owner.subresource}`;
  const when = owner.time === undefined ? "" : `, ${whenText(owner.time, style.now)}`;
  const kind = owner.kind === "unknown" ? "" : ` (${owner.kind})`;
  return `${style.colours.bold(sanitize(owner.manager))}${kind}, ${sanitize(how)}${sanitize(when)}`;
}

const LONGEST_VALUE = 120;

function shortJson(value: JsonValue | undefined): string {
  const text = sanitize(JSON.stringify(value) ?? "");
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}
