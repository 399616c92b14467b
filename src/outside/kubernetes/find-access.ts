import { homedir } from "node:os";
import { join } from "node:path";
import type { ClusterAccess } from "./kubernetes.ts";
import { readKubeContext } from "./read-kubeconfig.ts";

/**
 * Which kubeconfig and context: the named ones, else KUBECONFIG, else ~/.kube/config and its current context.
 * Throws AddonsError KUBE-CONFIG-* and KUBE-CONTEXT-UNKNOWN.
 */
export function findAccess(
  named: { readonly kubeconfig?: string; readonly context?: string },
  env: Readonly<Record<string, string | undefined>>,
): ClusterAccess {
  const kubeconfig = named.kubeconfig || env["KUBECONFIG"] || join(env["HOME"] || homedir(), ".kube", "config");
  return { kubeconfig, context: readKubeContext(kubeconfig, named.context ?? "").name };
}
