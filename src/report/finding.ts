import type { FieldOwner, Finding, Forecast, ObjectIdentity } from "../drift/finding.ts";
import type { JsonValue } from "../support/json.ts";
import { sanitize } from "../support/sanitize.ts";
import type { Colours } from "./colours.ts";
import { whenText } from "./words.ts";

export interface FindingStyle {
  readonly colours: Colours;
  /** Unix milliseconds, for "5 minutes ago". */
  readonly now: number;
  /** A plan says itself what happens next. */
  readonly forecast: "show" | "hide";
}

/** Findings under the object they are about, each with who and when; `release record` for those about no object. */
export function findingsLines(findings: readonly Finding[], style: FindingStyle): string[] {
  return [...Map.groupBy(findings, placeOf)].flatMap(([place, ofPlace]) => [
    place,
    ...ofPlace.flatMap((finding) => findingLines(finding, style)).map((line) => `  ${line}`),
    ...forecastLines(ofPlace, style),
  ]);
}

function placeOf(finding: Finding): string {
  return finding.object === undefined ? "release record" : objectText(finding.object);
}

/** What the next runs do, once for findings that share it. */
function forecastLines(findings: readonly Finding[], style: FindingStyle): string[] {
  if (style.forecast === "hide") return [];
  return [...new Set(findings.map(forecastText))].map((text) => `  → next: ${text}`);
}

/** One finding without its object: what, from what to what, who and when. */
function findingLines(finding: Finding, style: FindingStyle): string[] {
  const { colours } = style;
  const code = finding.severity === "drift" ? colours.red(finding.code) : colours.dim(finding.code);
  const lines = [`${code}  ${sanitize(finding.message)}`];
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

/** `sync leaves it; sync --repair brings it back` */
function forecastText({ code, forecast }: Finding): string {
  const does = (what: Forecast["sync"]): string => (what === "reverts" && ADDED.has(code) ? "removes it" : SYNC[what]);
  if (forecast.sync === forecast.repair) return `sync ${does(forecast.sync)}`;
  return `sync ${does(forecast.sync)}; sync --repair ${does(forecast.repair)}`;
}

/** What was added by hand has no declared value to bring back. */
const ADDED: ReadonlySet<Finding["code"]> = new Set(["OBJ004", "OBJ005"]);

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
  const how = owner.subresource === undefined ? "" : `, through ${owner.subresource}`;
  const when = owner.time === undefined ? "" : `, ${whenText(owner.time, style.now)}`;
  return `${style.colours.bold(sanitize(owner.manager))}${OWNERS[owner.kind]}${sanitize(how)}${sanitize(when)}`;
}

const OWNERS: Readonly<Record<FieldOwner["kind"], string>> = {
  person: " (a person's tool)",
  controller: " (a controller)",
  deployer: " (a deployer)",
  helm: " (Helm)",
  unknown: "",
};

const LONGEST_VALUE = 120;

function shortJson(value: JsonValue | undefined): string {
  const text = sanitize(JSON.stringify(value) ?? "");
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}
