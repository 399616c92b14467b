import type { ObjectFact, RenderedFacts } from "../rendered/rendered-facts.ts";
import { objectLabel } from "../rendered/object-label.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import { API_LIFECYCLES, type ApiLifecycle } from "./api-lifecycle.ts";

const LIFECYCLES: ReadonlyMap<string, ApiLifecycle> = new Map(
  API_LIFECYCLES.flatMap((api) => api.kinds.map((kind) => [`${api.apiVersion} ${kind}`, api] as const)),
);

/** Minors before a removal in which it is a warning, no longer only information. */
const SOON = 2;

/** What a release has that a Kubernetes minor does not serve any more, or will not for long: one problem per kind. */
export function checkApiVersions(
  addon: { readonly name: string; readonly at: SourcePosition },
  facts: RenderedFacts,
  kubernetes: string,
): readonly Problem[] {
  const minor = Number(kubernetes.split(".")[1]);
  return oldObjects(facts).flatMap(({ api, objects: [first, ...others] }): readonly Problem[] => {
    if (first === undefined || minor < api.deprecated) return [];
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    const what = `${addon.name} has ${first.apiVersion} ${objectLabel(first)}${more}`;
    const hint = hintFor(api);
    if (minor >= api.removed) {
      const message = `${what}, which Kubernetes serves no more since 1.${api.removed}`;
      return [{ code: "KUBERNETES-API-REMOVED", severity: "error", message, hint, at: addon.at }];
    }
    const message = `${what}, deprecated since Kubernetes 1.${api.deprecated} and gone in 1.${api.removed}`;
    const severity = api.removed - minor <= SOON ? "warning" : "info";
    return [{ code: "KUBERNETES-API-DEPRECATED", severity, message, hint, at: addon.at }];
  });
}

/** Nearly every release has none: the answer is kept with the facts. */
function oldObjects(facts: RenderedFacts): readonly OldObjects[] {
  const known = OLD.get(facts);
  if (known !== undefined) return known;
  const found = new Map<string, { readonly api: ApiLifecycle; readonly objects: ObjectFact[] }>();
  for (const object of facts.objects) {
    const key = `${object.apiVersion} ${object.kind}`;
    const api = LIFECYCLES.get(key);
    if (api === undefined) continue;
    const old = found.get(key) ?? { api, objects: [] };
    old.objects.push(object);
    found.set(key, old);
  }
  const old = [...found.values()];
  OLD.set(facts, old);
  return old;
}

interface OldObjects {
  readonly api: ApiLifecycle;
  readonly objects: readonly ObjectFact[];
}

const OLD = new WeakMap<RenderedFacts, readonly OldObjects[]>();

function hintFor({ replacement, kinds }: ApiLifecycle): string {
  if (replacement !== undefined)
    return `take a version of the chart that has ${replacement}, or choose it in the values`;
  return `switch it off in the values: nothing took the place of ${kinds.join(", ")}`;
}
