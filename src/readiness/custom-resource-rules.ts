/**
 * Custom resources whose readiness is not told by a Ready condition, or that are done without one. As data, so that a rule is a line.
 * Kinds that are not listed follow the common conditions (see common-conditions.ts).
 */
export interface CustomResourceRule {
  /** API group, any version. */
  readonly group: string;
  readonly kind: string;
  /** A status field that tells the phase, or a condition. */
  readonly look: { readonly phase: readonly string[] } | { readonly condition: string };
  /** Phases or condition statuses that mean ready. */
  readonly ready: readonly string[];
  /** Those that stay bad until somebody acts. */
  readonly failed: readonly string[];
}

const PHASE = { phase: ["status", "phase"] };

export const CUSTOM_RESOURCE_RULES: readonly CustomResourceRule[] = [
  { group: "velero.io", kind: "BackupStorageLocation", look: PHASE, ready: ["Available"], failed: [] },
  { group: "velero.io", kind: "Schedule", look: PHASE, ready: ["Enabled"], failed: ["FailedValidation"] },
  {
    group: "velero.io",
    kind: "Backup",
    look: PHASE,
    ready: ["Completed"],
    failed: ["Failed", "PartiallyFailed", "FailedValidation"],
  },
  { group: "velero.io", kind: "BackupRepository", look: PHASE, ready: ["Ready"], failed: [] },
  { group: "argoproj.io", kind: "Rollout", look: PHASE, ready: ["Healthy"], failed: ["Degraded"] },
  {
    group: "snapshot.storage.k8s.io",
    kind: "VolumeSnapshot",
    look: { phase: ["status", "readyToUse"] },
    ready: ["true"],
    failed: [],
  },
  {
    group: "gateway.networking.k8s.io",
    kind: "GatewayClass",
    look: { condition: "Accepted" },
    ready: ["True"],
    failed: [],
  },
  {
    group: "gateway.networking.k8s.io",
    kind: "Gateway",
    look: { condition: "Programmed" },
    ready: ["True"],
    failed: [],
  },
  { group: "cert-manager.io", kind: "Certificate", look: { condition: "Ready" }, ready: ["True"], failed: [] },
  { group: "cert-manager.io", kind: "Issuer", look: { condition: "Ready" }, ready: ["True"], failed: [] },
  { group: "cert-manager.io", kind: "ClusterIssuer", look: { condition: "Ready" }, ready: ["True"], failed: [] },
  { group: "external-secrets.io", kind: "ExternalSecret", look: { condition: "Ready" }, ready: ["True"], failed: [] },
  { group: "external-secrets.io", kind: "SecretStore", look: { condition: "Ready" }, ready: ["True"], failed: [] },
  {
    group: "external-secrets.io",
    kind: "ClusterSecretStore",
    look: { condition: "Ready" },
    ready: ["True"],
    failed: [],
  },
  { group: "keda.sh", kind: "ScaledObject", look: { condition: "Ready" }, ready: ["True"], failed: [] },
  { group: "karpenter.sh", kind: "NodePool", look: { condition: "Ready" }, ready: ["True"], failed: [] },
];
