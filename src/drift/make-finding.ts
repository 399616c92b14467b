import { sha256 } from "../support/sha256.ts";
import type { Finding, ObjectIdentity } from "./finding.ts";

/** Which release of which add-on a finding is about. */
export interface FindingPlace {
  readonly addon: string;
  readonly release: string;
  readonly namespace: string;
}

/** What only this finding knows; `place` and the id are added. */
export type FindingDraft = Omit<Finding, "id" | keyof FindingPlace> & {
  /** Keeps ids apart where the path is not enough and steady where list indexes move: `spec.containers[name=web].image`. */
  readonly field?: string;
};

export function makeFinding(place: FindingPlace, { field, ...draft }: FindingDraft): Finding {
  return { id: findingId(place, draft, field ?? draft.path ?? ""), ...place, ...draft };
}

/** Equal for the same difference in every run. */
export function findingId(
  place: { readonly release: string; readonly namespace: string },
  about: Pick<FindingDraft, "code" | "object">,
  field: string,
): string {
  const object = about.object === undefined ? "" : objectText(about.object);
  return sha256(JSON.stringify([about.code, place.namespace, place.release, object, field])).slice(0, 12);
}

/** By add-on, object and path: the same state of the cluster gives the same order. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings
    .map((finding) => ({ finding, key: sortKey(finding) }))
    .toSorted((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ finding }) => finding);
}

export function objectText(object: ObjectIdentity): string {
  return `${object.kind} ${object.namespace === undefined ? "" : `${object.namespace}/`}${object.name}`;
}

function sortKey(finding: Finding): string {
  const object = finding.object === undefined ? "" : objectText(finding.object);
  return JSON.stringify([finding.addon, object, finding.path ?? "", finding.code, finding.id]);
}
