import type { CodeExplanation } from "../code-explanation.ts";

export const HELM_CODES: readonly CodeExplanation[] = [
  {
    code: "HELM-MISSING",
    title: "Helm was not found",
    why: [
      "addons runs your Helm for rendering, installing and upgrading. It takes Helm 3.18 or newer, and Helm 4.1.4 or newer but 4.2.0 and 4.2.1.",
      "Install Helm, or name its file with `ADDONS_HELM`.",
    ],
    severity: "fixed",
  },
  {
    code: "HELM-VERSION",
    title: "This version of Helm cannot be used",
    why: [
      "Older versions, and those with known defects in waiting or rendering, are refused before anything is changed.",
      "Install another version, or name one with `ADDONS_HELM`.",
    ],
    severity: "fixed",
  },
  {
    code: "HELM-RENDER",
    title: "The chart does not render",
    why: [
      "The templates fail with these values, or the chart refuses this version of Kubernetes. Helm's own message names the template and line.",
      "Correct the values in the manifest (`addons values NAME --explain` says where each comes from), or choose another version of the chart.",
    ],
    severity: "fixed",
  },
  {
    code: "HELM-RUNAWAY",
    title: "Helm was stopped while it used up memory",
    why: [
      "A template that includes itself without end, or values that make it render endlessly, would take the whole computer.",
      "Look at the last change of the chart and of its values; render it alone with `addons render`.",
    ],
    severity: "fixed",
  },
  {
    code: "HELM-CONFLICT",
    title: "Somebody else owns fields that the chart sets",
    why: [
      "Helm 4 applies on the server, which refuses fields that another writer owns with another value.",
      "`addons drift` shows who changed what. `addons sync --repair` takes the declared state back first; when the other writer is right, let the chart leave the field alone.",
    ],
    severity: "fixed",
  },
  {
    code: "HELM-OWNERSHIP",
    title: "An object is there that does not belong to the release",
    why: [
      "It was made by hand, by another tool or by another release; Helm does not take it over by itself.",
      "Remove the object or the release that has it, or set `adopt: true` on the add-on to take it over.",
    ],
    severity: "fixed",
  },
  {
    code: "HELM-KIND",
    title: "The cluster does not serve a kind that the chart uses",
    why: [
      "The custom resource definition comes from another add-on that was not installed before this one.",
      "Add that add-on to `needs`; `addons graph` suggests it when its chart is at hand.",
    ],
    severity: "fixed",
  },
  {
    code: "HELM-HOOK",
    title: "A hook of the chart failed",
    why: [
      "Charts run Jobs before or after an upgrade; one of them failed or did not end in time.",
      "Look at the Job or Pod and its log. Raise the add-on's `timeout` when it only needs longer.",
    ],
    severity: "fixed",
  },
  {
    code: "HELM-TIMEOUT",
    title: "Helm did not end in time",
    why: [
      "The API server or a webhook does not answer, or something never gets ready.",
      "Look at what is named, or raise the add-on's `timeout`. The next sync recovers the release.",
    ],
    severity: "fixed",
  },
  {
    code: "HELM-BUSY",
    title: "Another Helm operation on the release has not ended",
    why: [
      "Somebody else upgrades it right now, or an operation was cut short and left its mark.",
      "Wait for whoever runs Helm on it. When nobody does, run sync again: it recovers what is its own and names what is not.",
    ],
    severity: "fixed",
  },
  {
    code: "HELM-UNREACHABLE",
    title: "Helm could not reach the cluster",
    why: [
      "The network, the address in the kubeconfig or the cluster itself is down.",
      "Check that the cluster runs and that its context works: `kubectl --context NAME get --raw /readyz`.",
    ],
    severity: "fixed",
  },
  {
    code: "HELM-INTERRUPTED",
    title: "Helm was interrupted",
    why: [
      "The run was ended by a signal while Helm worked; its release may be marked as pending.",
      "Run sync again: it recovers the release.",
    ],
    severity: "fixed",
  },
  {
    code: "HELM-CRASHED",
    title: "Helm crashed or was ended by the system",
    why: [
      "It ran out of memory, somebody ended it, or it has a defect.",
      "Run sync again: it recovers the release. Try another version with `ADDONS_HELM` when it happens again.",
    ],
    severity: "fixed",
  },
  {
    code: "HELM-FAILED",
    title: "Helm failed with a message that addons does not know",
    why: ["The message is Helm's own.", "Read it; `helm history` shows what Helm recorded of the release."],
    severity: "fixed",
  },
];
