import { expect, test } from "vitest";
import { helmError } from "../../../src/outside/helm/helm-errors.ts";
import { createRedactor } from "../../../src/support/redact.ts";

test("a chart for another Kubernetes points at the manifest; what Helm says of its own flags is left out", () => {
  const words = "chart requires kubeVersion: >=1.40.0-0 which is incompatible with Kubernetes v1.37.0";
  const error = helmError(
    { verb: "template", release: "web", namespace: "shop", limitSeconds: 60 },
    {
      ended: "exited",
      exitCode: 1,
      stdout: "",
      stderr: `Error: ${words}\n\nUse --debug flag to render out invalid YAML\n`,
    } as Parameters<typeof helmError>[1],
    createRedactor(),
  );
  expect(error).toMatchObject({
    code: "HELM-RENDER",
    message: `helm template of web in namespace shop failed: the chart does not accept this version of Kubernetes: ${words}`,
    hint: expect.stringMatching(/^correct `kubernetes:` of the cluster/),
  });
});
