import { describe, expect, it } from "vitest";
import { inferNeeds } from "../../src/graph/infer-needs.ts";
import { clusterOf, crd, custom, deployment, type MadeAddon } from "./cluster-of.ts";

type Namespaces = Parameters<typeof clusterOf>[1];

/** Missing needs as `addon → need: why, evidence`. */
function missing(addons: Readonly<Record<string, MadeAddon>>, namespaces?: Namespaces): readonly string[] {
  return inferNeeds(clusterOf(addons, namespaces)).missing.map(
    ({ addon, need, why, evidence }) => `${addon} → ${need} (${why}): ${evidence.join("; ")}`,
  );
}

const SERVICE = "kind: Service\nmetadata: { name: web }";

describe("a missing need", () => {
  it.each<[string, Readonly<Record<string, MadeAddon>>, readonly string[]]>([
    [
      "a kind that another defines",
      { app: { renders: [custom("Thing", "x")] }, crds: { renders: [crd("Thing")] } },
      ["app → crds (kind): defines the kind of Thing app/x"],
    ],
    [
      "a kind defined in crds/",
      { app: { renders: [custom("Thing", "x")] }, crds: { renders: [`crds:${crd("Thing")}`] } },
      ["app → crds (kind): defines the kind of Thing app/x"],
    ],
    ["a kind that it defines itself", { app: { renders: [crd("Thing"), custom("Thing", "x")] } }, []],
    [
      "a kind that two define, itself included",
      { app: { renders: [crd("Thing"), custom("Thing", "x")] }, crds: { renders: [crd("Thing")] } },
      [],
    ],
    ["built-in kinds", { app: { renders: [SERVICE] }, other: { renders: [SERVICE] } }, []],
    [
      "a priority class",
      {
        app: { renders: [deployment("priorityClassName: high")] },
        classes: { renders: ["apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: { name: high }"] },
      },
      ["app → classes (object): makes PriorityClass high, which Deployment app/web names"],
    ],
    [
      "a storage class",
      {
        app: { renders: ["kind: PersistentVolumeClaim\nmetadata: { name: data }\nspec: { storageClassName: fast }"] },
        csi: { renders: ["apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: fast }"] },
      },
      ["app → csi (object): makes StorageClass fast, which PersistentVolumeClaim app/data names"],
    ],
    [
      "the default ingress class",
      {
        app: { renders: ["apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: ui }"] },
        ingress: {
          renders: [
            'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: i, annotations: { ingressclass.kubernetes.io/is-default-class: "true" } }',
          ],
        },
      },
      ["app → ingress (object): makes the default IngressClass, which Ingress app/ui relies on"],
    ],
    [
      "a secret, of the same name and namespace only",
      {
        app: { renders: [deployment("volumes: [{ secret: { secretName: login } }]")] },
        login: { namespace: "app", renders: ["kind: Secret\nmetadata: { name: login }"] },
        other: { renders: ["kind: Secret\nmetadata: { name: login }"] },
      },
      ["app → login (object): makes Secret app/login, which Deployment app/web names"],
    ],
    [
      "config maps and service accounts: the strongest reason first, all of them",
      {
        app: {
          renders: [
            deployment("serviceAccountName: robot, volumes: [{ configMap: { name: c } }]"),
            custom("Thing", "x"),
          ],
        },
        base: {
          namespace: "app",
          renders: [
            "kind: ServiceAccount\nmetadata: { name: robot }",
            "kind: ConfigMap\nmetadata: { name: c }",
            crd("Thing"),
          ],
        },
      },
      [
        "app → base (kind): defines the kind of Thing app/x; makes ServiceAccount app/robot, which Deployment app/web names; makes ConfigMap app/c, which Deployment app/web names",
      ],
    ],
    [
      "a namespace that another add-on stands in",
      { app: { renders: ["kind: Service\nmetadata: { name: web, namespace: other }"] }, other: { renders: [] } },
      ["app → other (namespace): makes the namespace other of Service other/web"],
    ],
    [
      "a namespace of Kubernetes",
      {
        app: { renders: ["kind: Service\nmetadata: { name: w, namespace: kube-system }"] },
        b: { namespace: "kube-system", renders: [] },
      },
      [],
    ],
    [
      "the metrics API",
      {
        app: { renders: ["apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: web }"] },
        metrics: {
          renders: [
            "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: { name: v1beta1.metrics.k8s.io }",
          ],
        },
      },
      ["app → metrics (api): serves metrics.k8s.io, which HorizontalPodAutoscaler app/web asks"],
    ],
    [
      "an issuer without a namespace",
      {
        app: {
          renders: [
            "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: { name: c }\nspec: { issuerRef: { kind: ClusterIssuer, name: ca } }",
          ],
        },
        issuers: {
          renders: [
            crd("ClusterIssuer", "Cluster", "cert-manager.io"),
            "apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: { name: ca }",
          ],
        },
      },
      ["app → issuers (object): makes ClusterIssuer ca, which Certificate app/c names"],
    ],
    [
      "what is declared",
      { app: { needs: ["crds"], renders: [custom("Thing", "x")] }, crds: { renders: [crd("Thing")] } },
      [],
    ],
    [
      "what is declared through others",
      {
        app: { needs: ["mid"], renders: [custom("Thing", "x")] },
        mid: { needs: ["crds"] },
        crds: { renders: [crd("Thing")] },
      },
      [],
    ],
    [
      "one of several makers that is needed anyway",
      {
        app: { needs: ["b"], renders: [custom("Thing", "x")] },
        a: { renders: [crd("Thing")] },
        b: { renders: [crd("Thing")] },
      },
      [],
    ],
    [
      "what another missing need brings along",
      {
        app: { renders: [custom("Thing", "x"), custom("Other", "o")] },
        first: { renders: [crd("Thing")] },
        second: { needs: ["first"], renders: [crd("Other")] },
      },
      ["app → second (kind): defines the kind of Other app/o"],
    ],
    [
      "what only a softer need brings along",
      {
        app: { renders: [custom("Thing", "x"), deployment("priorityClassName: high")] },
        first: { renders: [crd("Thing")] },
        second: {
          needs: ["first"],
          renders: ["apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: { name: high }"],
        },
      },
      [
        "app → first (kind): defines the kind of Thing app/x",
        "app → second (object): makes PriorityClass high, which Deployment app/web names",
      ],
    ],
    ["charts that are not known", { app: {}, crds: { renders: [crd("Thing")] } }, []],
  ])("%s", (_name, addons, expected) => {
    expect(missing(addons)).toEqual(expected);
  });
});

it("gives declared edges the reasons that were found, and leaves the others as they are", () => {
  const { edges } = inferNeeds(
    clusterOf({
      app: { needs: ["crds", "other"], renders: [custom("Thing", "x")] },
      crds: { renders: [crd("Thing")] },
      other: {},
      late: { renders: [custom("Thing", "z")] },
    }),
  );
  expect(edges).toEqual([
    { addon: "app", need: "crds", kind: "declared", reasons: ["crds defines the kind of Thing app/x"] },
    { addon: "app", need: "other", kind: "declared", reasons: [] },
    { addon: "late", need: "crds", kind: "inferred", reasons: ["crds defines the kind of Thing late/z"] },
  ]);
});

it("names kinds that nobody defines, once per add-on, built-in groups aside", () => {
  const { undefinedKinds } = inferNeeds(
    clusterOf({
      app: {
        renders: [
          custom("Thing", "x"),
          custom("Thing", "t"),
          SERVICE,
          "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: g }",
        ],
      },
    }),
  );
  expect(undefinedKinds).toEqual([
    { addon: "app", group: "example.com", kind: "Thing", object: "Thing app/x" },
    { addon: "app", group: "gateway.networking.k8s.io", kind: "Gateway", object: "Gateway app/g" },
  ]);
});

it("works through 500 add-ons that all miss a need", () => {
  const addons: Record<string, MadeAddon> = { crds: { renders: [crd("Thing")] } };
  for (let index = 0; index < 500; index++) {
    const needs = [1, 2, 3, 4].flatMap((step) => (index >= step * 7 ? [`n${index - step * 7}`] : []));
    addons[`n${index}`] = { needs, renders: [custom("Thing", "x")] };
  }
  // What the first seven miss comes to all others through them.
  expect(missing(addons)).toHaveLength(7);
});
