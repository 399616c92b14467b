import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { containersOf, podSpec } from "../rendered/pod-uses.ts";
import { mapAt, mapsAt, textAt, textsAt, valueAt } from "../rendered/tree.ts";
import { canonicalJson } from "../support/json.ts";

/**
 * What an upgrade would let a release do that it could not do before, one clause each, sorted: a new binding or wider role, a
 * webhook that sees others' objects, pods that reach the node. A value with line ends can bring whole objects through a
 * template that does not quote it, and a chart can change hands: this is what a reader of a long difference must not miss.
 */
export function newRights(before: readonly KubernetesObject[], after: readonly KubernetesObject[]): readonly string[] {
  const had = new Set(before.flatMap(rightsOf).map(({ key }) => key));
  const rights = after.flatMap(rightsOf).filter(({ key }) => !had.has(key));
  return [...new Set(rights.map(({ words }) => words))].sort();
}

interface Right {
  /** Equal for what is the same right, wherever else its object changed. */
  readonly key: string;
  readonly words: string;
}

function rightsOf(object: KubernetesObject): readonly Right[] {
  const { kind } = object;
  if (/^(Cluster)?RoleBinding$/.test(kind)) return [binding(object)];
  if (/^(Cluster)?Role$/.test(kind)) return roleRights(object);
  if (/^(Mutating|Validating)WebhookConfiguration$/.test(kind)) {
    return [right(object, `${identity(object)} sees objects of others`)];
  }
  if (kind === "APIService") return [right(object, `${identity(object)} answers for a part of the API`)];
  return podRights(object);
}

function binding(object: KubernetesObject): Right {
  const role = `${textAt(object, "roleRef", "kind") ?? "?"} ${textAt(object, "roleRef", "name") ?? "?"}`;
  const subjects = mapsAt(object, "subjects")
    .map((subject) => `${textAt(subject, "kind") ?? "?"} ${textAt(subject, "name") ?? "?"}`)
    .sort();
  return right(object, `${identity(object)} gives ${role} to ${subjects.join(", ")}`);
}

/** A rule that was there in the same words is no new right. */
function roleRights(object: KubernetesObject): readonly Right[] {
  return mapsAt(object, "rules").map((rule) => {
    const sorted = (key: string): readonly string[] => [...textsAt(rule, key)].sort();
    const what = [...sorted("resources"), ...sorted("nonResourceURLs")].join(", ");
    const key = canonicalJson([identity(object), ...["apiGroups", "verbs", "resourceNames"].map(sorted), what]);
    return { key, words: `${identity(object)} allows ${sorted("verbs").join(", ")} on ${what}` };
  });
}

function podRights(object: KubernetesObject): readonly Right[] {
  const pod = podSpec(object, object.kind);
  if (pod === undefined) return [];
  const shared = ["hostNetwork", "hostPID", "hostIPC"].filter((key) => pod[key] === true);
  const paths = mapsAt(pod, "volumes").flatMap((volume) => textAt(volume, "hostPath", "path") ?? []);
  const security = containersOf(pod).map((container) => mapAt(container, "securityContext"));
  const capabilities = security.flatMap((context) => textsAt(context, "capabilities", "add"));
  return [
    ...shared.map((key) => `has ${key}`),
    ...paths.map((path) => `reaches the node's ${path}`),
    ...(security.some((context) => valueAt(context, "privileged") === true) ? ["runs privileged"] : []),
    ...capabilities.map((name) => `has the capability ${name}`),
  ].map((words) => right(object, `${identity(object)} ${words}`));
}

function right(object: KubernetesObject, words: string): Right {
  return { key: canonicalJson([identity(object), words]), words };
}

function identity({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
}
