import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readRecipe } from "../../../src/outside/programs/build-recipe.ts";
import { captureProgram } from "../../../src/outside/programs/capture-program.ts";
import { sourceOf } from "../../../src/outside/programs/program-sources.ts";
import type { ProgramName } from "../../../src/outside/programs/programs.ts";
import { toolsFolder } from "../../../src/outside/programs/tools-folder.ts";
import { describeWithCluster, describeWithPrograms, programPath } from "../../cluster/plane.ts";

describeWithPrograms("the real programs beside the cluster's", ["tofu", "sops", "cosign"], () => {
  it.each(["tofu", "sops", "cosign"] as const)("%s answers with the version of its go.mod", async (name) => {
    const { version, source } = readRecipe(toolsFolder(), sourceOf(name));
    const env = { HOME: "/nonexistent" };
    const { output } = await captureProgram({ file: programPath(name), args: source.versionArgs, env });
    expect(output).toMatch(new RegExp(`${version.slice(1)}$`, "m"));
  });
});

describeWithCluster("the real programs", () => {
  it.each(["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd", "kwok", "registry"] as const)(
    "%s answers with the version of its go.mod",
    async (name: ProgramName) => {
      const { version } = readRecipe(toolsFolder(), sourceOf(name));
      const { output } = await captureProgram({ file: programPath(name), args: ["--version"], env: {} });
      expect(output).toContain(version.slice(1));
    },
  );

  it.each(["helm4", "helm3"] as const)("%s renders for the Kubernetes that it was made for", async (name) => {
    const chart = mkdtempSync(join(tmpdir(), "addons-stamps-"));
    try {
      mkdirSync(join(chart, "templates"));
      writeFileSync(
        join(chart, "Chart.yaml"),
        "apiVersion: v2\nname: probe\nversion: 1.0.0\nkubeVersion: '>=1.37.0-0'\n",
      );
      writeFileSync(join(chart, "templates/probe.yaml"), "kube: {{ .Capabilities.KubeVersion.Version }}\n");
      const env = { HOME: chart };
      const { output } = await captureProgram({ file: programPath(name), args: ["template", "x", chart], env });
      expect(output).toMatch(/^kube: v1\.37\.\d+$/m);
    } finally {
      rmSync(chart, { recursive: true });
    }
  });
});
