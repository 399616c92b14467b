import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { serveCharts } from "../outside/charts/serve-charts.ts";
import { schemaProblems } from "../report/schema-problems.ts";
import { addons, environmentFile, fromServer, lockedProject, lockText, offer, otherFiles } from "./locked-project.ts";

const NEW = { files: { "values.yaml": "size: 2\n" } };

describe("addons lock --accept-changed", () => {
  test("takes over what was published again, says both digests and the changed files, and touches the lock alone", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    const [lock, files] = [lockText(root), otherFiles(root)];
    offer(server, { "1.0.0": NEW });
    const said = await addons(root, ["lock", "--accept-changed", "demo", "-o", "json=out.json"]);
    expect(said.code).toBe(0);
    const row = [
      "  ~ refreshed  demo  dev, prod  demo@1.0.0  the content that was published again for this version was accepted",
      "      archive   sha256:… → sha256:…",
      "      content   h1:… → h1:…",
      "      changed   values.yaml",
    ];
    const shown = said.stdout
      .replaceAll(/sha256:[0-9a-f]{64}/g, "sha256:…")
      .replaceAll(/h1:[A-Za-z0-9+/=]{44}/g, "h1:…");
    expect(shown).toBe([...row, "addons.lock.yaml: 2 changes", ""].join("\n"));
    expect(schemaProblems("lock-report", JSON.parse(said.files.get(join(root, "out.json")) ?? ""))).toEqual([]);
    expect(lockText(root)).not.toBe(lock);
    expect(otherFiles(root)).toEqual(files);
    expect((await addons(root, ["lock", "--check"])).code).toBe(0);
    expect((await addons(root, ["lock", "--verify"])).code).toBe(0);
    expect((await addons(root, ["lock", "--accept-changed", "demo"])).code).toBe(4);
  });

  test("refusals of other content name the command", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    offer(server, { "1.0.0": NEW });
    const update = await addons(root, ["lock", "--update"]);
    expect([update.code, update.stderr]).toEqual([4, expect.stringContaining("addons lock --accept-changed demo")]);
    const demo = fromServer(server, "demo", "1.0.0");
    writeFileSync(join(root, "environments/test.yaml"), environmentFile({ "demo-two": demo }));
    const added = await addons(root, ["lock"]);
    expect([added.code, added.stderr]).toEqual([
      4,
      expect.stringContaining("addons lock --accept-changed demo demo-two"),
    ]);
  });

  test("one environment alone cannot accept what another has pinned with the old content", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    const lock = lockText(root);
    offer(server, { "1.0.0": NEW });
    const said = await addons(root, ["lock", "--accept-changed", "demo", "--env", "dev"]);
    expect([said.code, said.stderr]).toEqual([4, expect.stringContaining("was published twice")]);
    expect(lockText(root)).toBe(lock);
  });

  test.each<[string, (root: string) => readonly string[], RegExp]>([
    ["content that did not change", () => ["demo"], /nothing to accept: demo@1\.0\.0.*\n.*--update demo/],
    ["a local chart", () => ["local"], /is a folder of the project.*addons lock/s],
    [
      "an add-on that is not locked",
      (root) => {
        writeFileSync(join(root, "addons.lock.yaml"), "lockVersion: 1\naddons: {}\n");
        return ["demo"];
      },
      /is not locked yet/,
    ],
    [
      "another version than the pinned one",
      (root) => {
        const text = environmentFile({ demo: 'chart: demo, repo: "http://127.0.0.1:1", version: "2.0.0"' });
        writeFileSync(join(root, "environments/prod.yaml"), text);
        return ["demo", "--env", "prod"];
      },
      /the manifest asks for another chart or version than demo@1\.0\.0/,
    ],
  ])("refuses %s", async (...[, prepare, message]) => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    const args = prepare(root);
    const before = lockText(root);
    const said = await addons(root, ["lock", "--accept-changed", ...args]);
    expect([said.code, said.stderr]).toEqual([4, expect.stringMatching(message)]);
    expect(lockText(root)).toBe(before);
  });

  test("another archive of equal content is no change to accept", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    offer(server, { "1.0.0": { level: 1 } });
    expect((await addons(root, ["lock", "--accept-changed", "demo"])).code).toBe(4);
    expect((await addons(root, ["lock", "--update", "demo"])).stdout).toMatch(
      /repackaged: other archive, equal content/,
    );
  });
});
