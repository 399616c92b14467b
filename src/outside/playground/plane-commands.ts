import { join } from "node:path";
import type { PlaneCredentials } from "./plane-credentials.ts";
import { PLANE_FILES, type ComponentName, type PlaneSpec } from "./plane-state.ts";

/** Where the parts of one plane stand. */
export interface PlaneLayout {
  readonly folder: string;
  readonly ports: { readonly etcd: number; readonly etcdPeer: number; readonly apiserver: number };
  readonly files: PlaneCredentials["files"];
  /** Kubeconfigs of the components. */
  readonly kubeconfigs: Readonly<Record<"kube-controller-manager" | "kube-scheduler" | "kwok", string>>;
  readonly auditPolicy: string;
  readonly stages: string;
}

/**
 * Command lines of the components. Everything listens on loopback only, and Service addresses are loopback addresses too, so
 * that a call to a webhook that is not there fails at once instead of leaving the computer.
 */
export function planeCommand(component: ComponentName, layout: PlaneLayout, spec: PlaneSpec): readonly string[] {
  switch (component) {
    case "etcd":
      return etcd(layout);
    case "kube-apiserver":
      return apiserver(layout, spec);
    case "kube-controller-manager":
      return controllerManager(layout);
    case "kube-scheduler":
      return [...kubeconfigFlags(layout.kubeconfigs["kube-scheduler"]), "--secure-port=0", "--leader-elect=false"];
    case "kwok":
      return kwok(layout);
  }
}

export function serverUrl(layout: Pick<PlaneLayout, "ports">): string {
  return `https://127.0.0.1:${layout.ports.apiserver}`;
}

// Fast timers and no fsync: one member, and data that does not outlive the plane.
function etcd({ folder, ports }: PlaneLayout): string[] {
  const client = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return [
    "--name=playground",
    `--data-dir=${join(folder, "etcd")}`,
    "--unsafe-no-fsync",
    "--heartbeat-interval=10",
    "--election-timeout=50",
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=playground=${peer}`,
    "--log-level=warn",
  ];
}

function apiserver(layout: PlaneLayout, spec: PlaneSpec): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${layout.ports.etcd}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    `--secure-port=${layout.ports.apiserver}`,
    `--cert-dir=${join(layout.folder, "pki")}`,
    `--tls-cert-file=${layout.files.certificate}`,
    `--tls-private-key-file=${layout.files.key}`,
    `--client-ca-file=${layout.files.authority}`,
    `--token-auth-file=${layout.files.tokens}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${layout.files.serviceAccountKey}`,
    `--service-account-signing-key-file=${layout.files.serviceAccountKey}`,
    "--service-cluster-ip-range=127.96.0.0/16",
    "--authorization-mode=RBAC",
    "--endpoint-reconciler-type=none",
    "--allow-privileged=true",
    "--profiling=false",
    `--audit-policy-file=${layout.auditPolicy}`,
    `--audit-log-path=${join(layout.folder, PLANE_FILES.audit)}`,
    "--audit-log-maxsize=100",
    "--audit-log-maxbackup=1",
    ...(spec.webhooks === "off"
      ? ["--disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook"]
      : []),
  ];
}

function controllerManager(layout: PlaneLayout): string[] {
  return [
    ...kubeconfigFlags(layout.kubeconfigs["kube-controller-manager"]),
    "--secure-port=0",
    "--leader-elect=false",
    `--service-account-private-key-file=${layout.files.serviceAccountKey}`,
    `--root-ca-file=${layout.files.authority}`,
    "--kube-api-qps=1000",
    "--kube-api-burst=2000",
  ];
}

function kwok(layout: PlaneLayout): string[] {
  return [
    `--kubeconfig=${layout.kubeconfigs.kwok}`,
    `--config=${layout.stages}`,
    "--manage-all-nodes=true",
    "--node-ip=127.0.0.1",
    "--node-lease-duration-seconds=40",
    "--cidr=10.244.0.0/16",
  ];
}

function kubeconfigFlags(path: string): string[] {
  return [`--kubeconfig=${path}`, `--authentication-kubeconfig=${path}`, `--authorization-kubeconfig=${path}`];
}
