import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { addons as run, environmentFile } from "./locked-project.ts";
import { projectFolder } from "./project-folder.ts";

const PLACE = "charts/web/Chart.yaml:5:5: the subchart lib";

async function addons(root: string, args: readonly string[]) {
  const { code, stdout, stderr } = await run(root, args);
  return { code, said: stdout + stderr };
}

function lockedFolders(): string {
  return projectFolder({
    "environments/dev.yaml": environmentFile({ web: "chart: ../charts/web" }),
    "charts/web/Chart.yaml":
      'apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n  - { name: lib, version: "*", repository: "file://../lib" }\n',
    "charts/lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.0.0\n",
  });
}

test("a changed folder of a subchart is told at its line in Chart.yaml", async () => {
  const root = lockedFolders();
  expect((await addons(root, ["lock"])).code).toBe(0);
  writeFileSync(join(root, "charts/lib/values.yaml"), "a: 1\n");
  const check = await addons(root, ["lock", "--check"]);
  expect([check.code, check.said]).toEqual([
    2,
    expect.stringContaining("was changed since it was locked  charts/web/Chart.yaml:5:5"),
  ]);
  const validate = await addons(root, ["validate"]);
  expect(validate.said).toContain("charts/web/Chart.yaml:5:5: warning LOCK-STALE-SUBCHART-CHANGED");
});

test.for([
  ["gone", "CHART-MISSING"],
  ["broken", "CHART-METADATA"],
] as const)("a folder of a subchart that is %s is an error, told with its line", async ([how, code]) => {
  const root = lockedFolders();
  expect((await addons(root, ["lock"])).code).toBe(0);
  if (how === "gone") rmSync(join(root, "charts/lib"), { recursive: true });
  else writeFileSync(join(root, "charts/lib/Chart.yaml"), "name: [");
  const check = await addons(root, ["lock", "--check"]);
  expect([check.code === 0, check.said]).toEqual([false, expect.stringContaining(PLACE)]);
  expect(check.said).toContain(code);
  const validate = await addons(root, ["validate"]);
  expect([validate.code, validate.said]).toEqual([64, expect.stringContaining(PLACE)]);
  expect(validate.said).toContain(code);
  expect(validate.said).not.toContain("LOCK-STALE");
});
