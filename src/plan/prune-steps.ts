import type { RevisionSummary } from "../release/release-record.ts";
import type { Step } from "./plan.ts";

/**
 * Uninstalls in the order given, one after another, and only after every declared add-on is done: an upgrade may be what ends
 * the need for a pruned one. Protected ones are refused and hold nothing up.
 */
export function pruneSteps(undeclared: readonly RevisionSummary[], wanted: readonly Step[]): readonly Step[] {
  const names = uniqueNames(undeclared, wanted);
  let after = wanted.map((step) => step.addon);
  return undeclared.map((latest) => {
    const addon = names.get(latest) ?? latest.release;
    const base = { addon, release: latest.release, namespace: latest.namespace };
    if (latest.marks.protected === true) {
      return { ...base, op: "refuse", after: [], reason: "no longer declared, but protected", hint: PROTECTED_HINT };
    }
    const step: Step = { ...base, op: "uninstall", latest, after, reason: "no longer declared" };
    after = [addon];
    return step;
  });
}

const PROTECTED_HINT = "declare it again with protected: false, sync, then remove it";

/** Step names are unique in a plan; an add-on that moved to another release leaves one of its own name behind. */
function uniqueNames(undeclared: readonly RevisionSummary[], wanted: readonly Step[]): Map<RevisionSummary, string> {
  const taken = new Set(wanted.map((step) => step.addon));
  const names = new Map<RevisionSummary, string>();
  for (const latest of undeclared) {
    const name = latest.marks.addon ?? latest.release;
    const unique = taken.has(name) ? `${latest.namespace}/${latest.release}` : name;
    taken.add(unique);
    names.set(latest, unique);
  }
  return names;
}
