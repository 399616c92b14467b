import type { FieldOwner } from "./finding.ts";
import { type ManagedEntry, trieAt } from "./field-trie.ts";

/**
 * Whose tool a field manager is. A manager is a tool's name and never a person: the `fieldManager` option, or the user agent
 * up to its first slash. First match wins; names nobody knows are `unknown`, and are reported like people.
 */
const MANAGERS: readonly { readonly kind: FieldOwner["kind"]; readonly names: RegExp }[] = [
  { kind: "helm", names: /^(helm|addons)$/ },
  { kind: "person", names: /^kubectl(-.+)?$/ },
  {
    kind: "person",
    names: /^(k9s|lens|openlens|freelens|headlamp.*|kubernetes-dashboard|dashboard|rancher-ui|octant)$/i,
  },
  { kind: "person", names: /^(Mozilla|OpenAPI-Generator|node-fetch|curl|python-requests|PostmanRuntime)$/i },
  {
    kind: "deployer",
    names:
      /^(helm-controller|kustomize-controller|argocd.*|argo-cd.*|flux.*|terraform.*|HashiCorp|pulumi.*|kapp.*|fleet.*|fleetagent|nelm|werf.*|helmfile|ansible.*|skaffold|tilt|carvel.*)$/i,
  },
  {
    kind: "controller",
    names: /^(kube-.+|kubelet|k3s|rke2|cloud-controller-manager|clusterrole-aggregation-controller)$/,
  },
  {
    kind: "controller",
    names: /(controller|operator|-manager|scheduler|provisioner|attacher|resizer|snapshotter|injector|autoscaler)/i,
  },
  { kind: "controller", names: /(webhook|certgen|admission|-agent|-daemon|recommender|updater|reloader)/i },
  {
    kind: "controller",
    names:
      /^(cert-manager.*|velero.*|keda.*|karpenter.*|kyverno.*|gatekeeper.*|istio.*|pilot-discovery|linkerd.*|cilium.*|calico.*|traefik.*|external-dns|external-secrets.*|vault.*|prometheus.*|nginx.*|node-problem-detector|descheduler|coredns|metrics-server|kwok.*)$/,
  },
];

export function classifyManager(manager: string): FieldOwner["kind"] {
  return MANAGERS.find(({ names }) => names.test(manager))?.kind ?? "unknown";
}

/** Writers that own exactly this field. */
export function ownersAt(entries: readonly ManagedEntry[], elements: readonly string[]): readonly FieldOwner[] {
  return sortOwners(entries.filter((entry) => trieAt(entry.fields, elements)?.owned === true).map(ownerOf));
}

/** Writers that own the field or anything below it. */
export function ownersBelow(entries: readonly ManagedEntry[], elements: readonly string[]): readonly FieldOwner[] {
  return sortOwners(entries.filter((entry) => trieAt(entry.fields, elements) !== undefined).map(ownerOf));
}

export function ownerOf(entry: ManagedEntry): FieldOwner {
  return {
    manager: entry.manager,
    operation: entry.operation,
    ...(entry.subresource !== undefined && { subresource: entry.subresource }),
    ...(entry.time !== undefined && { time: entry.time }),
    kind: classifyManager(entry.manager),
  };
}

/** Not a controller and not the release itself: what such a writer adds was added by hand, or by a second deployer. */
export function isForeign(owner: FieldOwner): boolean {
  return owner.kind === "person" || owner.kind === "deployer" || owner.kind === "unknown";
}

function sortOwners(owners: readonly FieldOwner[]): readonly FieldOwner[] {
  const key = (owner: FieldOwner): string => JSON.stringify([owner.manager, owner.operation, owner.subresource ?? ""]);
  return owners.toSorted((left, right) => (key(left) < key(right) ? -1 : 1));
}
