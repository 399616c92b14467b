import type { Marks } from "./release-record.ts";

/*
 * The labels that say which desired state a revision was made for. Helm copies labels to the next revision on
 * upgrade and from the old one on rollback, so the revision stands inside the pin: a pin whose revision is not
 * that of its record was inherited, which proves a revision that sync did not make.
 */

const PIN = "addons/pin";
const ENVIRONMENT = "addons/environment";
const NAME = "addons/name";
/** Not among the labels of a new revision: written when everything it brought was seen ready. */
export const READY = "addons/ready";
/** Written once an add-on was protected; `"false"` afterwards, because labels are inherited. */
const PROTECTED = "addons/protected";

/** Labels for the revision that is about to be made; `hash` is 40 hex characters. */
export function markLabels(marks: {
  readonly revision: number;
  readonly hash: string;
  readonly environment: string;
  readonly addon: string;
  readonly protected?: boolean;
}): Readonly<Record<string, string>> {
  return {
    [PIN]: `r${marks.revision}-${marks.hash}`,
    [ENVIRONMENT]: marks.environment,
    [NAME]: marks.addon,
    ...(marks.protected !== undefined && { [PROTECTED]: String(marks.protected) }),
  };
}

/** Tolerant: a label that was bent by hand counts as absent. */
export function parseMarks(labels: Readonly<Record<string, unknown>>): Marks {
  const pin = parsePin(labels[PIN]);
  const ready = parseReady(labels[READY]);
  const environment = labels[ENVIRONMENT];
  const addon = labels[NAME];
  return {
    ...(pin && { pin }),
    ...(ready !== undefined && { ready }),
    ...(typeof environment === "string" && environment !== "" && { environment }),
    ...(typeof addon === "string" && addon !== "" && { addon }),
    ...(labels[PROTECTED] !== undefined && { protected: labels[PROTECTED] === "true" }),
  };
}

function parsePin(label: unknown): Marks["pin"] {
  if (typeof label !== "string") return undefined;
  const match = /^r([1-9][0-9]{0,8})-([0-9a-f]{40})$/.exec(label);
  return match?.[1] && match[2] ? { revision: Number(match[1]), hash: match[2] } : undefined;
}

function parseReady(label: unknown): number | undefined {
  const match = typeof label === "string" ? /^r([1-9][0-9]{0,8})$/.exec(label) : null;
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
