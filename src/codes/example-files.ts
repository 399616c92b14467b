import type { ProjectFiles } from "./code-explanation.ts";

/** `environments/dev.yaml` of an example: one cluster, and what is added to it. */
export function devEnvironment(rest: string): ProjectFiles {
  return {
    "environments/dev.yaml": `apiVersion: addons/v1
kind: Environment
clusters:
  local: { playground: true, kubernetes: "1.37" }
${rest}`,
  };
}

/** The smallest local chart, in `charts/NAME`; `more` is added to its files, by path inside the chart. */
export function localChart(name: string, more: ProjectFiles = {}): ProjectFiles {
  const files = { "Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`, ...more };
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`charts/${name}/${file}`, text]));
}

/** A public key of OpenPGP, whose secret half is gone: `4EEA093019E280FBD3792717944557CF48367DB5`. */
export const TEAM_KEY = `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEawD19hYJKwYBBAHaRw8BAQdAV/9pVLr8DxivEXQNL9GbgTC6nkcxDKTSIv9D
br7Wt6i0F1RlYW0gPHRlYW1AZXhhbXBsZS5jb20+iJAEExYIADgWIQRO6gkwGeKA
+9N5JxeURVfPSDZ9tQUCawD19gIbAwULCQgHAgYVCgkICwIEFgIDAQIeAQIXgAAK
CRCURVfPSDZ9teS4APsG3bZ4mfSgXmyMeLIcLyAdmmVkSP/P/bR8gnU2UJfRKwD+
LOymVJC1q/epjPMtVAHSV8VNdcZidM7l2uZryn0ARg4=
=/Zrs
-----END PGP PUBLIC KEY BLOCK-----
`;
