import { isJsonObject, type JsonValue } from "../support/json.ts";
import { isEmptyValue } from "./normalise.ts";

/**
 * Values that the API server fills in for built-in kinds, by field name. Who creates an object owns these too, and setting
 * one by hand changes nothing: neither is an addition.
 */
const DEFAULTS: Readonly<Record<string, readonly JsonValue[]>> = {
  allocateLoadBalancerNodePorts: [true],
  apiVersion: ["v1"],
  automountServiceAccountToken: [true],
  backoffLimit: [6],
  completionMode: ["NonIndexed"],
  completions: [1],
  concurrencyPolicy: ["Allow"],
  defaultMode: [420],
  dnsPolicy: ["ClusterFirst"],
  enableServiceLinks: [true],
  externalTrafficPolicy: ["Cluster"],
  failedJobsHistoryLimit: [1],
  failurePolicy: ["Fail"],
  failureThreshold: [3],
  imagePullPolicy: ["IfNotPresent", "Always"],
  internalTrafficPolicy: ["Cluster"],
  ipFamilies: [["IPv4"], ["IPv6"]],
  ipFamilyPolicy: ["SingleStack"],
  manualSelector: [false],
  matchPolicy: ["Equivalent"],
  maxSurge: ["25%", 0],
  maxUnavailable: ["25%", 1],
  parallelism: [1],
  partition: [0],
  periodSeconds: [10],
  persistentVolumeClaimRetentionPolicy: [{ whenDeleted: "Retain", whenScaled: "Retain" }],
  podManagementPolicy: ["OrderedReady"],
  podReplacementPolicy: ["TerminatingOrFailed"],
  progressDeadlineSeconds: [600],
  protocol: ["TCP"],
  publishNotReadyAddresses: [false],
  replicas: [1],
  restartPolicy: ["Always"],
  revisionHistoryLimit: [10],
  schedulerName: ["default-scheduler"],
  scheme: ["HTTP"],
  scope: ["*"],
  sessionAffinity: ["None"],
  strategy: [
    { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
    { type: "RollingUpdate" },
  ],
  successfulJobsHistoryLimit: [3],
  successThreshold: [1],
  suspend: [false],
  terminationGracePeriodSeconds: [30],
  terminationMessagePath: ["/dev/termination-log"],
  terminationMessagePolicy: ["File"],
  timeoutSeconds: [1, 10],
  type: ["ClusterIP", "Opaque", "RollingUpdate"],
  updateStrategy: [{ type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }],
  volumeMode: ["Filesystem"],
};

/** The value is what the API server would put there by itself. */
export function isServerDefault(field: string, value: JsonValue): boolean {
  if (isEmptyValue(value)) return true;
  const known = DEFAULTS[field] ?? [];
  if (known.some((one) => JSON.stringify(one) === JSON.stringify(value))) return true;
  return isJsonObject(value) && Object.entries(value).every(([key, below]) => isServerDefault(key, below));
}

const GROUPS = new Set(
  (
    ",apps,autoscaling,batch,policy,extensions,admissionregistration.k8s.io,apiextensions.k8s.io,apiregistration.k8s.io," +
    "authentication.k8s.io,authorization.k8s.io,certificates.k8s.io,coordination.k8s.io,discovery.k8s.io,events.k8s.io," +
    "flowcontrol.apiserver.k8s.io,networking.k8s.io,node.k8s.io,rbac.authorization.k8s.io,resource.k8s.io," +
    "scheduling.k8s.io,storage.k8s.io"
  ).split(","),
);

/** Kinds of the API server itself; custom resources have other defaults or none. */
export function isBuiltIn(apiVersion: string): boolean {
  return GROUPS.has(apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "");
}
