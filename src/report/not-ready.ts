import type { NotReady } from "../readiness/not-ready.ts";
import { sanitize } from "../support/sanitize.ts";

/** `Deployment ingress/controller: 1 of 2 pods ready`, and how many more; what failed comes first. */
export function notReadyText(objects: readonly NotReady[], shown = 2): string {
  const sorted = objects.toSorted((a, b) => (a.status === b.status ? 0 : a.status === "failed" ? -1 : 1));
  const texts = sorted.slice(0, shown).map((object) => {
    const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
    return sanitize(`${object.kind} ${name}: ${object.why}`);
  });
  const more = objects.length - texts.length;
  return more > 0 ? `${texts.join("; ")}; and ${more} more` : texts.join("; ");
}
