import { expect, test } from "vitest";
import { projectFolder } from "../cli/project-folder.ts";
import { runAddons } from "./run-addons.ts";

test.each([
  [
    "a manifest",
    "environments/dev.yaml",
    `environments/dev.yaml:1:1: error MANIFEST-UNREADABLE-FILE: environments/dev.yaml cannot be read: has 10.0 MB; at most 5 MB are read (was another file meant?)
1 error
error MANIFEST-INVALID: the manifests have an error; nothing was done
→ next: correct what is listed above, then: addons validate
`,
  ],
  [
    "a lock",
    "addons.lock.yaml",
    `error FILE-TOO-LARGE: addons.lock.yaml: has 10.0 MB; at most 5 MB are read
→ next: was another file meant?
`,
  ],
])("%s of 10 MB is refused before it is read", async (_, file, stderr) => {
  const root = projectFolder({
    "environments/dev.yaml": `apiVersion: addons/v1
kind: Environment
clusters: { local: { context: none, kubernetes: "1.37" } }
addons: { web: { chart: ../charts/web, namespace: web } }
`,
    "charts/web/Chart.yaml": "name: web\nversion: 1.0.0\n",
    [file]: `x: ${"x".repeat(10 * 1024 * 1024)}\n`,
  });

  expect(await runAddons(["plan"], { cwd: root })).toEqual({ code: 64, stdout: "", stderr });
});
