import type { ReleaseUnderTest } from "./release-under-test.ts";

/** A change made by hand to a live object, and what drift has to say about it, with either Helm. */
export interface Scenario {
  readonly name: string;
  readonly change: (release: ReleaseUnderTest) => Promise<unknown>;
  /** `CODE Kind name path by manager/operation: forecast of sync/of repair`. */
  readonly found: readonly string[];
}

const WEB = ["Deployment", "web"] as const;
const POD = "/spec/template/spec";

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "an image set by hand",
    change: (release) =>
      release.patch(WEB, "kubectl-set", [
        { op: "replace", path: `${POD}/containers/0/image`, value: "example.com/web:2" },
      ]),
    found: [`OBJ002 Deployment web ${POD}/containers/0/image by kubectl-set/Update: keeps/reverts`],
  },
  {
    name: "an environment variable, an argument and a request edited",
    change: (release) =>
      release.patch(WEB, "kubectl-edit", [
        { op: "replace", path: `${POD}/containers/0/env/0/value`, value: "debug" },
        { op: "replace", path: `${POD}/containers/0/args/1`, value: "--level=debug" },
        { op: "replace", path: `${POD}/containers/0/resources/requests/cpu`, value: "2" },
      ]),
    found: [
      `OBJ002 Deployment web ${POD}/containers/0/args by kubectl-edit/Update: keeps/reverts`,
      `OBJ002 Deployment web ${POD}/containers/0/env/0/value by kubectl-edit/Update: keeps/reverts`,
      `OBJ002 Deployment web ${POD}/containers/0/resources/requests/cpu by kubectl-edit/Update: keeps/reverts`,
    ],
  },
  {
    name: "a probe, a port, a variable and a volume removed",
    change: (release) =>
      release.patch(WEB, "kubectl-edit", [
        { op: "remove", path: `${POD}/containers/0/readinessProbe` },
        { op: "remove", path: `${POD}/containers/0/ports/1` },
        { op: "remove", path: `${POD}/containers/0/env/2` },
        { op: "remove", path: `${POD}/containers/0/volumeMounts/0` },
        { op: "remove", path: `${POD}/automountServiceAccountToken` },
      ]),
    found: [
      `OBJ003 Deployment web ${POD}/automountServiceAccountToken by nobody: keeps/reverts`,
      `OBJ003 Deployment web ${POD}/containers/0/env/2 by nobody: keeps/reverts`,
      `OBJ003 Deployment web ${POD}/containers/0/ports/1 by nobody: keeps/reverts`,
      `OBJ003 Deployment web ${POD}/containers/0/readinessProbe by nobody: keeps/reverts`,
      `OBJ003 Deployment web ${POD}/containers/0/volumeMounts/0 by nobody: keeps/reverts`,
    ],
  },
  {
    name: "a variable, host aliases and a whole container added",
    change: (release) =>
      release.patch(WEB, "kubectl-edit", [
        { op: "add", path: `${POD}/containers/0/env/1`, value: { name: "NEW", value: "1" } },
        { op: "add", path: `${POD}/hostAliases`, value: [{ ip: "127.0.0.2", hostnames: ["db"] }] },
        { op: "add", path: `${POD}/containers/0`, value: { name: "idle", image: "example.com/idle:1", args: ["-x"] } },
        { op: "add", path: `${POD}/containers/2/env`, value: [{ name: "SIDE", value: "1" }] },
      ]),
    found: [
      `OBJ005 Deployment web ${POD}/containers/0 by kubectl-edit/Update: keeps/reverts`,
      `OBJ005 Deployment web ${POD}/containers/1/env/1 by kubectl-edit/Update: keeps/reverts`,
      `OBJ004 Deployment web ${POD}/containers/2/env by kubectl-edit/Update: keeps/reverts`,
      `OBJ004 Deployment web ${POD}/hostAliases by kubectl-edit/Update: keeps/reverts`,
    ],
  },
  {
    name: "defaults set to something else",
    change: (release) =>
      release.patch(WEB, "kubectl-patch", [
        { op: "replace", path: "/spec/revisionHistoryLimit", value: 3 },
        { op: "add", path: `${POD}/priorityClassName`, value: "system-node-critical" },
      ]),
    found: [
      "OBJ004 Deployment web /spec/revisionHistoryLimit by kubectl-patch/Update: keeps/reverts",
      `OBJ004 Deployment web ${POD}/priorityClassName by kubectl-patch/Update: keeps/reverts`,
    ],
  },
  {
    name: "a toleration added to a list that is replaced as a whole",
    change: (release) =>
      release.patch(WEB, "kubectl-edit", [
        { op: "add", path: `${POD}/tolerations/-`, value: { key: "spot", operator: "Exists" } },
      ]),
    found: [`OBJ002 Deployment web ${POD}/tolerations by kubectl-edit/Update: keeps/reverts`],
  },
  {
    name: "replicas scaled by hand",
    change: (release) => scale(release, "kubectl", 5),
    found: ["OBJ002 Deployment web /spec/replicas by kubectl/Update/scale: keeps/reverts"],
  },
  {
    name: "a Service and a ConfigMap deleted",
    change: async (release) => {
      await release.kubernetes.delete(await release.ref("Service", "web"));
      await release.kubernetes.delete(await release.ref("ConfigMap", "web"));
    },
    found: ["OBJ001 ConfigMap web  by nobody: keeps/recreates", "OBJ001 Service web  by nobody: keeps/recreates"],
  },
  {
    name: "labels and annotations removed, changed and added",
    change: (release) =>
      release.patch(["Service", "web"], "kubectl-label", [
        { op: "remove", path: "/metadata/labels/app.kubernetes.io~1managed-by" },
        { op: "add", path: "/metadata/labels/owner", value: "me" },
        { op: "add", path: "/metadata/annotations/note", value: "mine" },
      ]),
    found: [
      "OBJ004 Service web /metadata/annotations/note by kubectl-label/Update: keeps/reverts",
      "OBJ006 Service web /metadata/labels/app.kubernetes.io~1managed-by by nobody: keeps/reverts",
      "OBJ004 Service web /metadata/labels/owner by kubectl-label/Update: keeps/reverts",
    ],
  },
  {
    name: "data of a ConfigMap changed, removed and added",
    change: (release) =>
      release.patch(["ConfigMap", "web"], "curl", [
        { op: "replace", path: "/data/text", value: "first\nthird\n" },
        { op: "remove", path: "/data/empty" },
        { op: "add", path: "/data/more", value: "1" },
      ]),
    found: [
      "OBJ003 ConfigMap web /data/empty by nobody: keeps/reverts",
      "OBJ004 ConfigMap web /data/more by curl/Update: keeps/reverts",
      "OBJ002 ConfigMap web /data/text by curl/Update: keeps/reverts",
    ],
  },
  {
    name: "a custom resource edited, its schemaless part too",
    change: (release) =>
      release.patch(["Widget", "web"], "kubectl-edit", [
        { op: "replace", path: "/spec/size", value: 4 },
        { op: "replace", path: "/spec/parts/1/weight", value: 5 },
        { op: "add", path: "/spec/parts/-", value: { id: "c" } },
        { op: "replace", path: "/spec/free/any/thing", value: [1] },
        { op: "replace", path: "/spec/colour", value: "red" },
      ]),
    found: [
      "OBJ004 Widget web /spec/colour by kubectl-edit/Update: keeps/reverts",
      "OBJ002 Widget web /spec/free/any/thing by kubectl-edit/Update: keeps/reverts",
      "OBJ002 Widget web /spec/parts/1/weight by kubectl-edit/Update: keeps/reverts",
      "OBJ005 Widget web /spec/parts/2 by kubectl-edit/Update: keeps/reverts",
      "OBJ002 Widget web /spec/size by kubectl-edit/Update: keeps/reverts",
    ],
  },
  {
    name: "a Service port and a network policy changed",
    change: async (release) => {
      await release.patch(["Service", "web"], "kubectl-edit", [
        { op: "replace", path: "/spec/ports/0/targetPort", value: 8081 },
      ]);
      await release.patch(["NetworkPolicy", "web"], "kubectl-edit", [{ op: "remove", path: "/spec/egress" }]);
    },
    found: [
      "OBJ003 NetworkPolicy web /spec/egress by nobody: keeps/reverts",
      "OBJ002 Service web /spec/ports/0/targetPort by kubectl-edit/Update: keeps/reverts",
    ],
  },
];

/** Changes that are expected, harmless, or undone: never a difference. */
export const HARMLESS: readonly Scenario[] = [
  {
    name: "an edit that was taken back",
    change: async (release) => {
      await release.patch(["Service", "web"], "kubectl-edit", [
        { op: "replace", path: "/spec/ports/0/targetPort", value: 1 },
      ]);
      await release.patch(["Service", "web"], "kubectl-edit", [
        { op: "replace", path: "/spec/ports/0/targetPort", value: "http" },
      ]);
    },
    found: ["info OBJ014 Service web /spec/ports/0/targetPort by kubectl-edit/Update: keeps/keeps"],
  },
  {
    name: "replicas set by an autoscaler",
    change: (release) => scale(release, "kube-controller-manager", 4),
    found: ["info OBJ015 Deployment web /spec/replicas by kube-controller-manager/Update/scale: keeps/keeps"],
  },
  {
    name: "a restart and a note of kubectl apply",
    change: async (release) => {
      const annotations = `${POD.slice(0, -5)}/metadata/annotations`;
      await release.patch(WEB, "kubectl-rollout", [
        { op: "add", path: annotations, value: { "kubectl.kubernetes.io/restartedAt": "2026-11-20T10:00:00Z" } },
      ]);
      await release.patch(["Secret", "web"], "kubectl-client-side-apply", [
        {
          op: "add",
          path: "/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration",
          value: '{"stringData":{"password":"none"}}',
        },
      ]);
    },
    found: [
      "info OBJ004 Deployment web /spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt by kubectl-rollout/Update: keeps/keeps",
      "info OBJ004 Secret web /metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration by kubectl-client-side-apply/Update: keeps/keeps",
    ],
  },
  {
    name: "a CA bundle that a controller filled in",
    change: (release) =>
      release.patch(["ValidatingWebhookConfiguration", `${release.namespace}-web`], "cert-manager-cainjector", [
        { op: "add", path: "/webhooks/0/clientConfig/caBundle", value: CA_BUNDLE },
      ]),
    found: [],
  },
];

const CA_BUNDLE = Buffer.from("certificates").toString("base64");

/** `kubectl scale` and autoscalers write through the scale subresource. */
async function scale(release: ReleaseUnderTest, manager: string, replicas: number): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${release.namespace}/deployments/web/scale?fieldManager=${manager}`;
  const content = [{ op: "replace", path: "/spec/replicas", value: replicas }];
  await release.kubectl.send("PATCH", path, { contentType: "application/json-patch+json", content });
}
