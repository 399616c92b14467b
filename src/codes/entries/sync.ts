import type { CodeExplanation } from "../code-explanation.ts";

export const SYNC_CODES: readonly CodeExplanation[] = [
  {
    code: "SYNC-WRONG-CLUSTER",
    title: "This is not the cluster that the manifest means",
    why: [
      "The manifest has the `uid` of the kube-system namespace, and the cluster behind the context has another one. Nothing was read further and nothing was written.",
      "Use the right context. When the cluster was made anew, write its new uid into the manifest.",
    ],
    severity: "fixed",
  },
  {
    code: "SYNC-KUBERNETES-DIFFERS",
    title: "The cluster runs another Kubernetes than the manifest says",
    why: [
      "Charts are rendered for the version in the manifest; one that asks for the version decides by it.",
      "Set `kubernetes` of the cluster to what it runs.",
    ],
    severity: "fixed",
  },
  {
    code: "SYNC-KUBERNETES-UNKNOWN",
    title: "The cluster does not tell its Kubernetes version",
    why: [
      "Whether it is the one of the manifest could not be checked.",
      "See what hinders the request for the version; the run goes on.",
    ],
    severity: "fixed",
  },
  {
    code: "SYNC-LEASE-HELD",
    title: "Another sync of the environment is at work",
    why: [
      "Two syncs of one cluster at the same time would undo each other. The lease says who holds it and since when.",
      "Wait for it to end. The lease of a run that died is taken over as soon as it expires.",
    ],
    severity: "fixed",
  },
  {
    code: "SYNC-LEASE-LOST",
    title: "The sync lost its lease and stopped",
    why: [
      "It could not renew its lease in time, for example because the network was away, so that another run may have started.",
      "Run sync again; what was done stays done.",
    ],
    severity: "fixed",
  },
  {
    code: "SYNC-INTERRUPTED",
    title: "The run was interrupted before anything was done",
    why: ["A signal ended it while it waited for its turn.", "Run it again."],
    severity: "fixed",
  },
  {
    code: "SYNC-NOT-CONFIRMED",
    title: "Uninstalling was not confirmed",
    why: [
      "`--prune` removes releases, and nobody said yes to it; nothing was done.",
      "Look at it with `addons plan --prune`, then answer yes or add `--yes`.",
    ],
    severity: "fixed",
  },
  {
    code: "SYNC-NOT-READY",
    title: "A release did not become ready in time",
    why: [
      "The objects that are named are not ready, with the reason as far as the cluster tells it. What needs this add-on was not started.",
      "Look at what is named. When it only needs longer, raise the add-on's `timeout`; then run sync again.",
    ],
    severity: "fixed",
  },
  {
    code: "SYNC-RELEASE-MOVED",
    title: "Somebody else changed the release during the run",
    why: [
      "The release is no longer as it was planned, so the step was not taken.",
      "Run sync again when they are done.",
    ],
    severity: "fixed",
  },
  {
    code: "SYNC-NAMESPACE-TERMINATING",
    title: "The namespace is being deleted",
    why: [
      "Nothing can be made in it until it is gone; finalizers of objects in it may hold it.",
      "`kubectl get namespace NAME -o yaml` says what holds it. Then run sync again.",
    ],
    severity: "fixed",
  },
  {
    code: "SYNC-KIND-UNKNOWN",
    title: "The cluster does not serve a kind that was named",
    why: [
      "It stands in `ready` of the add-on or in the chart, and its definition is not installed.",
      "Install the add-on that brings it first (`needs`), or correct the kind.",
    ],
    severity: "fixed",
  },
];
