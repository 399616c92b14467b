import { describe, expect, it } from "vitest";
import { inferNeeds } from "../../src/graph/infer-needs.ts";
import { clusterOf, deployment, webhook, type MadeAddon } from "./cluster-of.ts";

type Namespaces = Parameters<typeof clusterOf>[1];

/** Missing needs as `addon → need: why, evidence`. */
function missing(addons: Readonly<Record<string, MadeAddon>>, namespaces?: Namespaces): readonly string[] {
  return inferNeeds(clusterOf(addons, namespaces)).missing.map(
    ({ addon, need, why, evidence }) => `${addon} → ${need} (${why}): ${evidence.join("; ")}`,
  );
}

const CREATE_SERVICES = 'rules: [{ apiGroups: [""], operations: [CREATE], resources: [services], scope: "*" }]';
const SERVICE = "kind: Service\nmetadata: { name: web }";

describe("a webhook", () => {
  const guarded = (
    rules: string,
    object: string,
    rest: { policy?: string; labels?: Readonly<Record<string, string>> } = {},
  ) =>
    missing(
      { app: { renders: [object] }, guard: { renders: [webhook(rules, rest.policy)] } },
      { app: rest.labels ?? {} },
    );
  const NEED = ["app → guard (webhook): has the webhook guard.example.com, which Service app/web must pass"];

  it.each<[string, readonly string[], readonly string[]]>([
    ["on creation", guarded(CREATE_SERVICES, SERVICE), NEED],
    ["that may be passed by while it is down", guarded(CREATE_SERVICES, SERVICE, { policy: "Ignore" }), []],
    ["on deletion only", guarded(CREATE_SERVICES.replace("CREATE", "DELETE"), SERVICE), []],
    ["of another resource", guarded(CREATE_SERVICES.replace("services", "pods"), SERVICE), []],
    ["of another group", guarded(CREATE_SERVICES.replace('""', "apps"), SERVICE), []],
    ["of everything", guarded('rules: [{ apiGroups: ["*"], operations: ["*"], resources: ["*/*"] }]', SERVICE), NEED],
    ["of another scope", guarded(CREATE_SERVICES.replace('"*"', "Cluster"), SERVICE), []],
    [
      "for objects that ask for it",
      guarded(`objectSelector: { matchLabels: { a: b } }, ${CREATE_SERVICES}`, SERVICE),
      [],
    ],
    [
      "that leaves the namespace out by name",
      guarded(
        `namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: NotIn, values: [app] }] }, ${CREATE_SERVICES}`,
        SERVICE,
      ),
      [],
    ],
    [
      "for labelled namespaces",
      guarded(`namespaceSelector: { matchLabels: { guarded: "yes" } }, ${CREATE_SERVICES}`, SERVICE),
      [],
    ],
    [
      "for a namespace that the manifest labels",
      guarded(`namespaceSelector: { matchLabels: { guarded: "yes" } }, ${CREATE_SERVICES}`, SERVICE, {
        labels: { guarded: "yes" },
      }),
      NEED,
    ],
    [
      "on pods, which workloads make",
      guarded(CREATE_SERVICES.replace("services", "pods"), deployment("containers: []")),
      ["app → guard (webhook): has the webhook guard.example.com, which Deployment app/web must pass"],
    ],
    [
      "beside other webhooks",
      guarded(CREATE_SERVICES.replace("services", "'*'"), webhook(CREATE_SERVICES, "Ignore")),
      [],
    ],
  ])("%s", (_name, found, expected) => {
    expect(found).toEqual(expected);
  });

  it("is no barrier for what comes before it", () => {
    expect(
      missing({ app: { renders: [SERVICE] }, guard: { needs: ["app"], renders: [webhook(CREATE_SERVICES)] } }),
    ).toEqual([]);
  });

  it("that guards another and is guarded by it: one way only", () => {
    const both = [SERVICE, webhook(CREATE_SERVICES)];
    expect(missing({ a: { renders: both }, b: { renders: both } })).toHaveLength(1);
  });
});
