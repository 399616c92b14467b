import { groupOf } from "./cluster-scoped.ts";
import type { ObjectFact, Use } from "./rendered-facts.ts";
import { mapsAt, textAt, valueAt } from "./tree.ts";

const CERT_MANAGER = "cert-manager.io";
const GATEWAY = "gateway.networking.k8s.io";

/** What well-known custom resources, and annotations for their controllers, name as their own needs. */
export function referenceUses(object: unknown, fact: ObjectFact): readonly Use[] {
  const { namespace } = fact;
  const group = groupOf(fact.apiVersion);
  switch (`${group}/${fact.kind}`) {
    case `${CERT_MANAGER}/Certificate`:
      return named(
        issuer(textAt(object, "spec", "issuerRef", "kind"), textAt(object, "spec", "issuerRef", "group")),
        textAt(object, "spec", "issuerRef", "name"),
        namespace,
      );
    case "networking.k8s.io/Ingress":
    case `${GATEWAY}/Gateway`:
      return [...annotatedIssuers(object, namespace), ...gatewayClass(object, group)];
    case "external-secrets.io/ExternalSecret":
    case "external-secrets.io/PushSecret":
      return named(
        { group: "external-secrets.io", kind: textAt(object, "spec", "secretStoreRef", "kind") ?? "SecretStore" },
        textAt(object, "spec", "secretStoreRef", "name"),
        namespace,
      );
    default:
      return group === GATEWAY ? parentGateways(object, namespace) : [];
  }
}

interface Kind {
  readonly group: string;
  readonly kind: string;
}

function named(kind: Kind, name: string | undefined, namespace: string | undefined): readonly Use[] {
  if (name === undefined) return [];
  const hasNamespace = namespace !== undefined && !kind.kind.startsWith("Cluster");
  return [{ ...kind, name, ...(hasNamespace && { namespace }) }];
}

function issuer(kind: string | undefined, group: string | undefined): Kind {
  return { group: group ?? CERT_MANAGER, kind: kind ?? "Issuer" };
}

function annotatedIssuers(object: unknown, namespace: string | undefined): readonly Use[] {
  const annotation = (key: string): string | undefined =>
    textAt(object, "metadata", "annotations", `${CERT_MANAGER}/${key}`);
  return [
    ...named(issuer("ClusterIssuer", undefined), annotation("cluster-issuer"), undefined),
    ...named(issuer("Issuer", undefined), annotation("issuer"), namespace),
  ];
}

function gatewayClass(object: unknown, group: string): readonly Use[] {
  if (group !== GATEWAY) return [];
  return named({ group: GATEWAY, kind: "GatewayClass" }, textAt(object, "spec", "gatewayClassName"), undefined);
}

/** Routes hang on Gateways, of their own namespace unless they say otherwise. */
function parentGateways(object: unknown, namespace: string | undefined): readonly Use[] {
  const gateways = mapsAt(object, "spec", "parentRefs").filter(
    (parent) => (valueAt(parent, "kind") ?? "Gateway") === "Gateway",
  );
  return gateways.flatMap((parent) =>
    named({ group: GATEWAY, kind: "Gateway" }, textAt(parent, "name"), textAt(parent, "namespace") ?? namespace),
  );
}
