/**
 * When Kubernetes deprecated and removed the versions of its own kinds. From the `APILifecycle…` functions of k8s.io/api,
 * kube-aggregator and apiextensions-apiserver 1.35 to 1.37 (they also know what is planned), PodSecurityPolicy from
 * https://kubernetes.io/docs/reference/using-api/deprecation-guide/, what is left of alphas from the changelog of 1.23. Kinds that nobody installs (reviews, scales) are left out.
 */
export interface ApiLifecycle {
  readonly apiVersion: string;
  readonly kinds: readonly string[];
  /** Minors of Kubernetes 1. */
  readonly deprecated: number;
  readonly removed: number;
  /** What to use instead; absent where nothing took its place. */
  readonly replacement?: string;
}

type Row = readonly [apiVersion: string, kinds: string, deprecated: number, removed: number, replacement?: string];

const ROWS: readonly Row[] = [
  ["apps/v1beta1", "ControllerRevision Deployment StatefulSet", 8, 16, "apps/v1"],
  ["apps/v1beta2", "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet", 9, 16, "apps/v1"],
  ["extensions/v1beta1", "DaemonSet Deployment ReplicaSet", 8, 16, "apps/v1"],
  ["extensions/v1beta1", "NetworkPolicy", 9, 16, "networking.k8s.io/v1"],
  ["extensions/v1beta1", "PodSecurityPolicy", 10, 16],
  ["extensions/v1beta1", "Ingress", 14, 22, "networking.k8s.io/v1"],
  [
    "admissionregistration.k8s.io/v1beta1",
    "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
    16,
    22,
    "admissionregistration.k8s.io/v1",
  ],
  ["apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", 16, 22, "apiextensions.k8s.io/v1"],
  ["apiregistration.k8s.io/v1beta1", "APIService", 19, 22, "apiregistration.k8s.io/v1"],
  ["certificates.k8s.io/v1beta1", "CertificateSigningRequest", 19, 22, "certificates.k8s.io/v1"],
  ["coordination.k8s.io/v1beta1", "Lease", 19, 22, "coordination.k8s.io/v1"],
  ["networking.k8s.io/v1beta1", "Ingress IngressClass", 19, 22, "networking.k8s.io/v1"],
  [
    "rbac.authorization.k8s.io/v1beta1",
    "ClusterRole ClusterRoleBinding Role RoleBinding",
    17,
    22,
    "rbac.authorization.k8s.io/v1",
  ],
  [
    "rbac.authorization.k8s.io/v1alpha1",
    "ClusterRole ClusterRoleBinding Role RoleBinding",
    17,
    23,
    "rbac.authorization.k8s.io/v1",
  ],
  ["scheduling.k8s.io/v1beta1", "PriorityClass", 14, 22, "scheduling.k8s.io/v1"],
  ["scheduling.k8s.io/v1alpha1", "PriorityClass", 14, 23, "scheduling.k8s.io/v1"],
  ["storage.k8s.io/v1beta1", "CSIDriver CSINode StorageClass VolumeAttachment", 19, 22, "storage.k8s.io/v1"],
  ["storage.k8s.io/v1alpha1", "VolumeAttachment", 21, 24, "storage.k8s.io/v1"],
  ["storage.k8s.io/v1alpha1", "CSIStorageCapacity", 21, 24, "storage.k8s.io/v1"],
  ["autoscaling/v2beta1", "HorizontalPodAutoscaler", 22, 25, "autoscaling/v2"],
  ["batch/v1beta1", "CronJob", 21, 25, "batch/v1"],
  ["discovery.k8s.io/v1beta1", "EndpointSlice", 21, 25, "discovery.k8s.io/v1"],
  ["events.k8s.io/v1beta1", "Event", 22, 25, "events.k8s.io/v1"],
  ["node.k8s.io/v1beta1", "RuntimeClass", 22, 25, "node.k8s.io/v1"],
  ["policy/v1beta1", "PodDisruptionBudget", 21, 25, "policy/v1"],
  ["policy/v1beta1", "PodSecurityPolicy", 21, 25],
  ["autoscaling/v2beta2", "HorizontalPodAutoscaler", 23, 26, "autoscaling/v2"],
  [
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "FlowSchema PriorityLevelConfiguration",
    23,
    26,
    "flowcontrol.apiserver.k8s.io/v1",
  ],
  ["storage.k8s.io/v1beta1", "CSIStorageCapacity", 24, 27, "storage.k8s.io/v1"],
  [
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "FlowSchema PriorityLevelConfiguration",
    26,
    29,
    "flowcontrol.apiserver.k8s.io/v1",
  ],
  [
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "FlowSchema PriorityLevelConfiguration",
    29,
    32,
    "flowcontrol.apiserver.k8s.io/v1",
  ],
  [
    "admissionregistration.k8s.io/v1alpha1",
    "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
    29,
    32,
    "admissionregistration.k8s.io/v1",
  ],
  [
    "admissionregistration.k8s.io/v1beta1",
    "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
    31,
    34,
    "admissionregistration.k8s.io/v1",
  ],
  ["storage.k8s.io/v1alpha1", "VolumeAttributesClass", 32, 35, "storage.k8s.io/v1"],
  ["certificates.k8s.io/v1alpha1", "ClusterTrustBundle", 34, 37, "certificates.k8s.io/v1"],
  ["networking.k8s.io/v1beta1", "IPAddress ServiceCIDR", 34, 37, "networking.k8s.io/v1"],
  ["storage.k8s.io/v1beta1", "VolumeAttributesClass", 34, 37, "storage.k8s.io/v1"],
  [
    "admissionregistration.k8s.io/v1alpha1",
    "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding",
    35,
    38,
    "admissionregistration.k8s.io/v1",
  ],
  [
    "resource.k8s.io/v1beta1",
    "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice",
    35,
    38,
    "resource.k8s.io/v1",
  ],
  [
    "resource.k8s.io/v1beta2",
    "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice",
    36,
    39,
    "resource.k8s.io/v1",
  ],
  ["resource.k8s.io/v1alpha3", "DeviceTaintRule", 36, 39, "resource.k8s.io/v1beta2"],
  [
    "admissionregistration.k8s.io/v1beta1",
    "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding",
    37,
    40,
    "admissionregistration.k8s.io/v1",
  ],
  ["certificates.k8s.io/v1beta1", "ClusterTrustBundle PodCertificateRequest", 37, 40, "certificates.k8s.io/v1"],
  ["storagemigration.k8s.io/v1beta1", "StorageVersionMigration", 37, 40, "storagemigration.k8s.io/v1"],
];

export const API_LIFECYCLES: readonly ApiLifecycle[] = ROWS.map(
  ([apiVersion, kinds, deprecated, removed, replacement]) => ({
    apiVersion,
    kinds: kinds.split(" "),
    deprecated,
    removed,
    ...(replacement !== undefined && { replacement }),
  }),
);
