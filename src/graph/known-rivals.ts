/** Charts whose programs do the same work and get into each other's way, by chart name. */
export const KNOWN_RIVALS: readonly Rivals[] = [
  {
    left: ["cluster-autoscaler", "autoscaler"],
    right: ["karpenter"],
    reason: "both start nodes for the same pending pods, and each takes away what the other started",
  },
  {
    left: ["aws-node-termination-handler"],
    right: ["karpenter"],
    reason: "karpenter drains interrupted nodes itself, and both would drain the same ones",
  },
  {
    left: ["cilium"],
    right: ["calico", "tigera-operator", "flannel", "weave-net", "kube-router"],
    reason: "both set up the network of every pod",
  },
  {
    left: ["calico", "tigera-operator"],
    right: ["flannel", "weave-net", "kube-router"],
    reason: "both set up the network of every pod",
  },
];

export interface Rivals {
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly reason: string;
}
