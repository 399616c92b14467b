import type { Planted } from "./plant.ts";

/** Forty add-ons as a real platform has them: what all need, long chains, many that nothing depends on, long names. */
export const PLATFORM = `
  priority-classes:
  storage-classes:
  gateway-api-crds:
  prometheus-operator-crds:
  external-snapshotter-crds:
  karpenter-crds:
  node-problem-detector: priority-classes
  cilium: priority-classes gateway-api-crds prometheus-operator-crds
  coredns: cilium priority-classes
  metrics-server: coredns priority-classes
  cert-manager: coredns prometheus-operator-crds priority-classes
  trust-manager: cert-manager
  cert-manager-csi-driver-spiffe: cert-manager trust-manager
  cluster-issuers: cert-manager
  aws-load-balancer-controller: cert-manager coredns priority-classes
  aws-ebs-csi-driver: priority-classes storage-classes external-snapshotter-crds
  snapshot-controller: external-snapshotter-crds aws-ebs-csi-driver
  external-secrets: cert-manager prometheus-operator-crds
  secret-stores: external-secrets
  ingress-nginx: aws-load-balancer-controller cluster-issuers prometheus-operator-crds
  gateway: aws-load-balancer-controller cluster-issuers gateway-api-crds
  external-dns: ingress-nginx gateway secret-stores
  karpenter: karpenter-crds coredns priority-classes
  karpenter-node-pools: karpenter
  keda: cert-manager prometheus-operator-crds
  vertical-pod-autoscaler: metrics-server cert-manager
  kyverno: cert-manager priority-classes
  kyverno-policies: kyverno
  kube-prometheus-stack: prometheus-operator-crds aws-ebs-csi-driver cert-manager
  loki: aws-ebs-csi-driver secret-stores kube-prometheus-stack
  tempo: aws-ebs-csi-driver secret-stores kube-prometheus-stack
  grafana: loki tempo kube-prometheus-stack ingress-nginx secret-stores
  fluent-bit: loki
  opentelemetry-operator: cert-manager prometheus-operator-crds
  opentelemetry-collectors: opentelemetry-operator tempo
  velero: snapshot-controller secret-stores prometheus-operator-crds
  argo-rollouts: gateway prometheus-operator-crds
  descheduler: metrics-server
  reloader:
  goldilocks-dashboard-for-the-vertical-pod-autoscaler: vertical-pod-autoscaler ingress-nginx
`;

export const PLANTED: Planted = {
  inferred: [
    {
      addon: "reloader",
      need: "prometheus-operator-crds",
      reasons: ["prometheus-operator-crds defines ServiceMonitor, of which reloader brings one"],
    },
    {
      addon: "keda",
      need: "kyverno",
      reasons: ['kyverno guards pods of keda by its webhook "validate.kyverno.svc-fail" & <others>'],
    },
    {
      addon: "external-dns",
      need: "kube-prometheus-stack",
      reasons: ["kube-prometheus-stack makes the Secret external-dns reads"],
    },
  ],
  conflicts: [
    { left: "karpenter", right: "descheduler", reason: "both evict pods </title><script>alert(1)</script>" },
    { left: "ingress-nginx", right: "gateway", reason: "both mark their class as the default" },
    { left: "velero", right: "loki", reason: "both bring the ConfigMap backup/plan" },
  ],
};

/** Seconds that a sync took. */
export const SECONDS: Readonly<Record<string, number>> = Object.fromEntries(
  PLATFORM.trim()
    .split("\n")
    .map((line, index) => [line.trim().split(":")[0] ?? "", 3 + ((index * 37) % 90)]),
);
