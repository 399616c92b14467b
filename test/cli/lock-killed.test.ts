import { existsSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { runAddons, startAddons } from "../cases/run-addons.ts";
import { environmentFile } from "./locked-project.ts";
import { projectFolder } from "./project-folder.ts";

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

function project(): string {
  const root = projectFolder({
    "environments/dev.yaml": environmentFile({ app: "chart: ../charts/app" }),
    "environments/prod.yaml": environmentFile({ app: "chart: ../charts/app" }),
    "charts/app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 0.0.1\n",
  });
  roots.push(root);
  return root;
}

function run(root: string) {
  return { cwd: root, env: { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") } };
}

/** Where a run is killed: at the first file with this in its name. */
const MOMENTS = ["addons.lock.yaml.turn", ".tmp"];

test.each(MOMENTS)(
  "a run killed when it makes %s leaves the old lock or the new one, and the next run works",
  async (moment) => {
    const root = project();
    expect(await runAddons(["lock"], run(root))).toMatchObject({ code: 0 });
    for (let round = 2; round < 6; round++) {
      const before = readFileSync(join(root, "addons.lock.yaml"), "utf8");
      writeFileSync(join(root, "charts/app/Chart.yaml"), `apiVersion: v2\nname: app\nversion: 0.0.${round}\n`);
      const killed = startAddons(["lock"], run(root));
      const watcher = watch(root, (_event, name) => {
        if (name?.includes(moment)) killed.process.kill("SIGKILL");
      });
      expect([0, 137]).toContain((await killed.ended).code);
      watcher.close();
      const left = readFileSync(join(root, "addons.lock.yaml"), "utf8");
      const next = await runAddons(["lock"], run(root));
      expect(next).toMatchObject({ code: 0 });
      const after = readFileSync(join(root, "addons.lock.yaml"), "utf8");
      expect(after).toContain(`chart: app@0.0.${round}`);
      expect([before, after]).toContain(left);
      expect(existsSync(join(root, ".addons.lock.yaml.turn"))).toBe(false);
    }
  },
);

test("two runs at once, for an environment each, both have their way", async () => {
  const root = project();
  for (let round = 1; round < 4; round++) {
    rmSync(join(root, "addons.lock.yaml"), { force: true });
    const said = await Promise.all(["dev", "prod"].map((name) => runAddons(["lock", "--env", name], run(root))));
    expect(said.map(({ code }) => code)).toEqual([0, 0]);
    expect(await runAddons(["lock", "--check"], run(root))).toMatchObject({ code: 0 });
    expect(readdirSync(root).filter((name) => name.startsWith(".addons"))).toEqual([]);
  }
});
