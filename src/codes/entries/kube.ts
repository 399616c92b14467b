import type { CodeExplanation } from "../code-explanation.ts";

export const KUBE_CODES: readonly CodeExplanation[] = [
  {
    code: "KUBE-CONFIG-MISSING",
    title: "There is no kubeconfig",
    why: [
      "The cluster is reached as kubectl reaches it: through `--kubeconfig`, `KUBECONFIG` or ~/.kube/config.",
      "Name the file, or let your cluster's tool write it.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-CONFIG-BROKEN",
    title: "The kubeconfig cannot be used",
    why: [
      "A file in it is no YAML, a path in it leads nowhere, or its server has no usable address.",
      "`kubectl --kubeconfig FILE config view` shows what is in it. Paths in it are relative to its folder.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-CONFIG-UNSUPPORTED",
    title: "The kubeconfig uses something that addons does not",
    why: [
      "An old way to log in that kubectl has removed, too, or a proxy of a kind that is not known.",
      "Let your cluster's tool write a new entry, with an exec plugin or a certificate.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-CONTEXT-UNKNOWN",
    title: "The kubeconfig has no such context",
    why: [
      "The manifest names the context of each cluster; names of contexts may differ from person to person.",
      "`kubectl config get-contexts` lists yours. Use `--context NAME` for one run, and `uid` in the manifest so that no wrong cluster is ever taken.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-LOGIN",
    title: "The login plugin of the kubeconfig failed",
    why: [
      "The kubeconfig runs a program for credentials, and it ended with an error or printed something else than credentials.",
      "Log in again as you do for kubectl, and try `kubectl get --raw /readyz` with the same context.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-UNAUTHORIZED",
    title: "The cluster does not accept the credentials",
    why: [
      "They have expired, or belong to another cluster.",
      "Log in again, and check the context with `kubectl auth whoami`.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-FORBIDDEN",
    title: "The cluster does not allow a request",
    why: [
      "The account may log in, and may not do this. What could not be read counts as not checked, never as clean.",
      "Grant the verb on the resource that is named, or use a context that has it. docs/drift.md and docs/sync.md list what is needed.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-UNREACHABLE",
    title: "The cluster cannot be reached",
    why: [
      "No connection to the API server could be made: it is down, or a network, VPN, proxy or name stands between.",
      "Check the server address of the context and the network, then run the command again.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-TIMEOUT",
    title: "The cluster did not answer in time",
    why: [
      "A request was sent, and no answer came within the limit.",
      "Check the network and the health of the API server: `kubectl get --raw /readyz`. `ADDONS_REQUEST_TIMEOUT` sets the limit.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-CERTIFICATE",
    title: "The certificate of the cluster is not accepted",
    why: [
      "It is signed by an authority that the kubeconfig does not name, is for another host name, or has expired; or this computer's clock is wrong.",
      "Check certificate-authority-data and tls-server-name of the cluster in the kubeconfig.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-BROKEN-ANSWER",
    title: "What answers is no Kubernetes API server",
    why: [
      "A proxy or a login page answers at the address of the context.",
      "Check the server address in the kubeconfig; open it with curl to see who answers.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-NOT-FOUND",
    title: "The cluster does not have what was asked for",
    why: [
      "The object is not there, or its kind is not served because its definition is not installed.",
      "Check that the add-on that brings the kind is installed and ready.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-CONFLICT",
    title: "Somebody else changed or owns the object",
    why: [
      "The write was based on a state that is no longer the newest, or a field belongs to another writer.",
      "Run the command again: it starts from the newest state.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-INVALID",
    title: "The cluster refuses an object as invalid",
    why: [
      "The object does not fit to this version of Kubernetes, or an admission webhook denies it; the message has its words.",
      "Change the values or the version of the chart, so that the object is valid there.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-EXPIRED",
    title: "The cluster no longer has the version that was asked for",
    why: [
      "Long lists are read in pages of one moment; that moment was compacted away meanwhile.",
      "Run the command again.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-THROTTLED",
    title: "The cluster keeps answering that there are too many requests",
    why: [
      "Its fairness rules hold this account back; waiting as asked did not help.",
      "Wait until the API server is less busy, then run the command again.",
    ],
    severity: "fixed",
  },
  {
    code: "KUBE-SERVER",
    title: "The API server answered with an error of its own",
    why: [
      "It, its storage or a webhook is not well; the message has its words.",
      "Look at the health of the API server and of webhooks, then run the command again.",
    ],
    severity: "fixed",
  },
];
