import type { Problem, SourcePosition } from "../../support/problem.ts";
import { pinKey, type PinPlace } from "../pin-key.ts";
import type { Finding, FindingKind } from "./verify-archive.ts";
import type { VerifiedPin } from "./verify-lock.ts";

/** What a finding means for the exit code: 4, 2, 3 or nothing. */
export type FindingOutcome = "refused" | "differences" | "incomplete" | "done";

interface FindingClass {
  readonly code: string;
  readonly severity: Problem["severity"];
  readonly outcome: FindingOutcome;
}

/** Whether bytes can be trusted decides: what could be an attack refuses, what the pin withstands is a difference. */
const FINDING_CLASSES: Readonly<Record<FindingKind, FindingClass>> = {
  mutated: { code: "LOCK-VERIFY-MUTATED", severity: "error", outcome: "refused" },
  "index-digest": { code: "LOCK-VERIFY-INDEX-DIGEST", severity: "error", outcome: "refused" },
  "signature-lost": { code: "LOCK-VERIFY-SIGNATURE-LOST", severity: "error", outcome: "refused" },
  "signer-changed": { code: "LOCK-VERIFY-SIGNER-CHANGED", severity: "error", outcome: "refused" },
  refused: { code: "LOCK-VERIFY-REFUSED", severity: "error", outcome: "refused" },
  gone: { code: "LOCK-VERIFY-GONE", severity: "error", outcome: "differences" },
  "folder-changed": { code: "LOCK-VERIFY-FOLDER-CHANGED", severity: "error", outcome: "differences" },
  repackaged: { code: "LOCK-VERIFY-REPACKAGED", severity: "warning", outcome: "differences" },
  retagged: { code: "LOCK-VERIFY-RETAGGED", severity: "warning", outcome: "differences" },
  "moved-tag": { code: "LOCK-VERIFY-MOVED-TAG", severity: "warning", outcome: "differences" },
  "ref-gone": { code: "LOCK-VERIFY-REF-GONE", severity: "warning", outcome: "differences" },
  "moved-branch": { code: "LOCK-VERIFY-MOVED-BRANCH", severity: "info", outcome: "done" },
  "image-gone": { code: "LOCK-VERIFY-IMAGE-GONE", severity: "error", outcome: "differences" },
  "image-moved": { code: "LOCK-VERIFY-IMAGE-MOVED", severity: "warning", outcome: "differences" },
  unchecked: { code: "LOCK-VERIFY-UNCHECKED", severity: "warning", outcome: "incomplete" },
  "listed-twice": { code: "LOCK-LISTED-TWICE", severity: "info", outcome: "done" },
  "false-promise": { code: "LOCK-INDEX-DIGEST", severity: "info", outcome: "done" },
  deprecated: { code: "LOCK-DEPRECATED", severity: "info", outcome: "done" },
};

/** Where a pin stands in the lock. */
export type PinPosition = (addon: string, key: string) => SourcePosition | undefined;

/** A finding with what every list of problems needs. */
export type ClassifiedFinding = Finding & Pick<Problem, "code" | "severity" | "at">;

/** Names its add-ons in the hint; stands at the first place of the lock that has the pin. */
export function classifyFinding(
  { places }: Pick<VerifiedPin, "places">,
  finding: Finding,
  positionOf: PinPosition,
): ClassifiedFinding {
  const { code, severity } = FINDING_CLASSES[finding.kind];
  const [first] = places;
  const at = first && positionOf(first.addon, pinKey(first));
  const names = [...new Set(places.map(({ addon }) => addon))].join(" ");
  return { ...finding, code, severity, hint: finding.hint.replace("NAME", names), ...(at === undefined ? {} : { at }) };
}

/** The worst of all findings. */
export function outcomeOf(verified: readonly VerifiedPin[]): FindingOutcome {
  const outcomes = new Set(
    verified.flatMap(({ findings }) => findings.map(({ kind }) => FINDING_CLASSES[kind].outcome)),
  );
  const worstFirst = ["refused", "differences", "incomplete"] as const;
  return worstFirst.find((outcome) => outcomes.has(outcome)) ?? "done";
}

export function findingProblem(
  { chart, places }: { readonly chart: string; readonly places: VerifiedPin["places"] },
  finding: ClassifiedFinding,
): Problem {
  const { code, severity, message, hint, has, found, files, at } = finding;
  const details = [
    has === undefined ? "" : `pinned ${has}`,
    found === undefined ? "" : `found ${found}`,
    files === undefined || files.length === 0 ? "" : `changed files: ${shortList(files)}`,
  ].filter(Boolean);
  return {
    code,
    severity,
    message: `${placesText(places)}: ${chart} ${message}`,
    hint,
    ...(details.length === 0 ? {} : { detail: details.join("; ") }),
    ...(at === undefined ? {} : { at }),
  };
}

/** `cert-manager (dev, prod)`, for each add-on with the same chart. */
function placesText(places: readonly (PinPlace & { readonly addon: string })[]): string {
  const keys = new Map<string, string[]>();
  for (const place of places) keys.set(place.addon, [...(keys.get(place.addon) ?? []), pinKey(place)]);
  return [...keys].map(([addon, of]) => `${addon} (${of.join(", ")})`).join(", ");
}

const SHOWN = 20;

/** The beginning of a long list, and how many more there are. */
function shortList(items: readonly string[]): string {
  const more = items.length > SHOWN ? ` and ${items.length - SHOWN} more` : "";
  return `${items.slice(0, SHOWN).join(", ")}${more}`;
}
