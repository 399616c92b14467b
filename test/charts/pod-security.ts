import type { Parsed } from "./reference-charts.ts";

/**
 * What the restricted Pod Security Standard refuses in a pod (https://kubernetes.io/docs/concepts/security/pod-security-standards/),
 * as far as charts can say it; the API server's own admission has the last word in the tests on a cluster.
 */
export function podSecurityProblems(pod: Parsed): readonly string[] {
  const problems = ["hostNetwork", "hostPID", "hostIPC"].filter((field) => pod[field] === true);
  for (const volume of pod.volumes ?? [])
    if (volume.hostPath !== undefined) problems.push(`hostPath of ${volume.name}`);
  if (pod.securityContext?.runAsNonRoot !== true) problems.push("runAsNonRoot is not set");
  if (pod.securityContext?.runAsUser === 0) problems.push("runs as root");
  if (pod.securityContext?.seccompProfile?.type !== "RuntimeDefault") problems.push("no seccomp profile");
  const containers = [...pod.containers, ...(pod.initContainers ?? [])];
  return [...problems, ...containers.flatMap(containerProblems)];
}

function containerProblems(container: Parsed): readonly string[] {
  const { name, ports, securityContext } = container;
  const checks: Readonly<Record<string, boolean>> = {
    "may gain privileges": securityContext?.allowPrivilegeEscalation !== false,
    "keeps capabilities": !(securityContext?.capabilities?.drop ?? []).includes("ALL"),
    "adds capabilities": (securityContext?.capabilities?.add ?? []).length > 0,
    "is privileged": securityContext?.privileged === true,
    "has a writable root": securityContext?.readOnlyRootFilesystem !== true,
    "uses a port of the host": (ports ?? []).some((port: Parsed) => port.hostPort !== undefined),
  };
  return Object.keys(checks)
    .filter((what) => checks[what])
    .map((what) => `container ${name} ${what}`);
}
