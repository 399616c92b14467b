import type { CodeExplanation } from "../code-explanation.ts";

export const TRANSFER_CODES: readonly CodeExplanation[] = [
  {
    code: "CHART-LOGIN",
    title: "A credential helper gave no login",
    why: [
      "Docker's or Helm's config.json names a helper for this host under `credHelpers`, and it is not installed, failed or did not answer in time.",
      "Run it by hand to see its own words: they are not repeated here, since they may hold a secret.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-CERTIFICATE",
    title: "A certificate or key for a chart source cannot be used",
    why: [
      "A file in a `certs.d` folder, or the one that SSL_CERT_FILE names, cannot be read, is not PEM, or a client certificate and its key do not belong together.",
      "In `certs.d/HOST[:PORT]`, `*.crt` are authorities, and `client.cert` and `client.key` are a client certificate and its key.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-PROXY",
    title: "The proxy for chart sources cannot be used",
    why: [
      "HTTPS_PROXY or HTTP_PROXY holds an address that is not that of an http or https proxy.",
      "Nothing goes past a proxy that was asked for. Correct the variable, or name the host in NO_PROXY.",
    ],
    severity: "fixed",
  },
];
