/** Two instances of one environment on one real cluster: whose is what, and what a prune of one leaves of the other. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Said } from "../cases/run-addons.ts";
import { openCliProject, type CliProject } from "./cli-project.ts";
import { describeWithCluster, startPlane, type TestPlane } from "./plane.ts";

describeWithCluster("instances of an environment", () => {
  let plane: TestPlane;
  let project: CliProject;
  beforeAll(async () => {
    plane = await startPlane();
    project = await openCliProject(plane);
    project.write("environments/preview.yaml", preview(["web", "extra"]));
    await addons("lock");
  }, 90_000);
  afterAll(async () => {
    await plane?.stop();
    project?.remove();
  });

  function preview(names: readonly string[]): string {
    const context = JSON.stringify(plane.access.context);
    const add = (name: string): string =>
      `  ${name}: { chart: ../charts/app, namespace: "preview-\${vars.branch}", release: "${name}-\${vars.branch}" }\n`;
    return `apiVersion: addons/v1
kind: Environment
vars: { branch: main }
instance: \${vars.branch}
clusters:
  local: { context: ${context}, kubernetes: "1.37" }
addons:
${names.map(add).join("")}`;
  }

  function addons(args: string): Promise<Said> {
    return project.addons(args);
  }

  test("each syncs on its own, from the same pins, and finds nothing to do afterwards", async () => {
    for (const branch of ["pr-12", "pr-13"]) {
      expect(await addons(`sync --env preview --var branch=${branch}`)).toMatchObject({ code: 0 });
    }
    for (const branch of ["pr-12", "pr-13"]) {
      const plan = await addons(`plan --env preview.${branch} --prune`);
      expect(plan).toMatchObject({ code: 0 });
      expect(plan.stdout).toContain(`preview.${branch}`);
    }
  });

  test("a prune of one leaves the other alone", async () => {
    project.write("environments/preview.yaml", preview(["web"]));
    await addons("lock");
    const pruned = await addons("sync --env preview.pr-12 --prune --yes");
    expect(pruned).toMatchObject({ code: 0 });
    expect(pruned.stdout).toMatch(/done +extra +uninstall/);
    const left = await addons("plan --env preview.pr-12 --prune");
    expect(left).toMatchObject({ code: 0 });
    const other = await addons("plan --env preview.pr-13 --prune");
    expect(other.code).toBe(2);
    expect(other.stdout).toContain("extra");
    project.write("environments/preview.yaml", preview(["web", "extra"]));
    await addons("lock");
    expect((await addons("plan --env preview.pr-13 --prune")).code).toBe(0);
    expect((await addons("plan --env preview.pr-12")).stdout).toMatch(/install/);
  });

  test("what one has installed is not taken over by another that wants the same release", async () => {
    const same = preview(["web"]).replaceAll("-${vars.branch}", "-shared");
    project.write("environments/preview.yaml", same);
    await addons("lock");
    expect(await addons("sync --env preview.pr-12")).toMatchObject({ code: 0 });
    const second = await addons("sync --env preview.pr-13");
    expect(second.stdout + second.stderr).toContain("preview.pr-12");
    expect(second.code).toBe(4);
  });
});
