import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A project of these files in a temporary folder that ends with the test. */
export function projectFolder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "addons-cli-test-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

export const CANARY = "canary-value-51c0ffee";

/** Two add-ons from one local chart; `web` needs `base`. */
export const SMALL_PROJECT: Readonly<Record<string, string>> = {
  "environments/dev.yaml": `apiVersion: addons/v1
kind: Environment
clusters:
  local: { playground: true, kubernetes: "1.37" }
addons:
  base: { chart: ../charts/small, namespace: small }
  web:
    chart: ../charts/small
    namespace: small
    needs: [base]
    values: { password: ${CANARY} }
`,
  "charts/small/Chart.yaml": "apiVersion: v2\nname: small\nversion: 1.0.0\n",
  "charts/small/values.yaml": "password: none\n",
  "charts/small/templates/objects.yaml": `apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }} }
data: { password: {{ .Values.password | quote }} }
---
apiVersion: v1
kind: Secret
metadata: { name: {{ .Release.Name }} }
stringData: { other: not-in-values-at-all }
`,
};
