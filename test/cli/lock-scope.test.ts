import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { serveCharts } from "../outside/charts/serve-charts.ts";
import { schemaProblems } from "../report/schema-problems.ts";
import { addons, environmentFile, fromServer, lockedProject, lockText, offer, otherFiles } from "./locked-project.ts";

/** The block of one environment, as it stands in the lock. */
function pinText(root: string, environment: string): string {
  return new RegExp(`^    ${environment}:\n(      .*\n)+`, "m").exec(lockText(root))?.[0] ?? "";
}

describe("addons lock --env", () => {
  test("moves the pins of these environments and leaves all others as they are, to the byte", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    expect((await addons(root, ["lock"])).code).toBe(0);
    const before = [pinText(root, "dev"), pinText(root, "prod")];
    offer(server, { "1.0.0": {}, "1.1.0": {} });
    const said = await addons(root, ["lock", "--update", "demo", "--env", "dev"]);
    expect(said.code).toBe(0);
    expect(said.stdout).toBe(
      '  ~ moved  demo  dev  demo@1.0.0 → demo@1.1.0  the newest that "^1" allows\naddons.lock.yaml: 1 change\n',
    );
    expect(pinText(root, "dev")).toContain("chart: demo@1.1.0");
    expect(pinText(root, "prod")).toBe(before[1]);
    expect((await addons(root, ["lock", "--update", "-e", "dev", "-e", "prod", "-q"])).stdout).toContain("demo  prod");
    expect(pinText(root, "prod")).toContain("chart: demo@1.1.0");
  });

  test("a broken environment keeps its pins and stops nobody else", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {}, "1.1.0": {} });
    const root = lockedProject(server, {
      "environments/dev.yaml": environmentFile({ demo: fromServer(server, "demo", "1.0.0") }),
    });
    await addons(root, ["lock"]);
    const before = pinText(root, "prod");
    writeFileSync(join(root, "environments/prod.yaml"), "apiVersion: addons/v1\nkind: Environment\naddons: [\n");
    writeFileSync(join(root, "environments/dev.yaml"), environmentFile({ demo: fromServer(server, "demo", "1.1.0") }));
    const [whole, check, one] = [
      await addons(root, ["lock"]),
      await addons(root, ["lock", "--check", "--env", "dev"]),
      await addons(root, ["lock", "--env", "dev"]),
    ];
    expect([whole.code, check.code, one.code]).toEqual([64, 2, 0]);
    expect(one.stdout).toMatch(/~ moved +demo +dev +demo@1\.0\.0 → demo@1\.1\.0 +1\.0\.0 does not satisfy "1\.1\.0"/);
    expect(pinText(root, "prod")).toBe(before);
    expect((await addons(root, ["lock", "--check", "--env", "dev"])).code).toBe(0);
  });

  test.each<[readonly string[], string]>([
    [["--env", "prd"], "prod"],
    [["--update", "dmeo"], "did you mean demo?"],
    [["--update", "local", "--env", "prod"], "known are demo"],
    [["--accept-changed", "dmeo"], "did you mean demo?"],
    [["--verify", "--env", "dve"], "did you mean dev?"],
    [["--verify", "dmeo"], "did you mean demo?"],
    [["--verify", "local", "--env", "prod"], "known are demo"],
    [["demo"], "addons lock --update demo"],
    [["--check", "demo"], "names of add-ons say nothing without"],
    [["--check", "--verify"], "--check and --verify exclude each other"],
    [["--update", "--accept-changed", "demo"], "--update and --accept-changed exclude each other"],
    [["--accept-changed"], "--accept-changed needs the names"],
  ])("%j is wrong use, and says what was meant", async (args, hint) => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    const before = lockText(root);
    const { code, stdout, stderr } = await addons(root, ["lock", ...args]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toContain(hint);
    expect(lockText(root)).toBe(before);
  });
});

describe("addons lock", () => {
  test("with nothing to do asks nobody and writes nothing; --update asks each repository once", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    const files = otherFiles(root);
    await addons(root, ["lock"]);
    const sent = server.requests.length;
    const { mtimeMs, ino } = statSync(join(root, "addons.lock.yaml"));
    expect(await addons(root, ["lock"])).toMatchObject({ code: 0, stdout: "addons.lock.yaml: nothing to do\n" });
    expect(server.requests.length).toBe(sent);
    await addons(root, ["lock", "--update"]);
    expect(server.requests.slice(sent)).toMatchObject([{ path: "/index.yaml", status: 304 }]);
    expect(statSync(join(root, "addons.lock.yaml"))).toMatchObject({ mtimeMs, ino });
    expect(otherFiles(root)).toEqual(files);
  });

  test("shows what else differs when the version does not: source and digests", async () => {
    await using server = await serveCharts();
    await using other = await serveCharts();
    offer(server, { "1.0.0": { level: 1 } });
    offer(other, { "1.0.0": { level: 9 } });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    const demo = fromServer(other, "demo", "^1");
    writeFileSync(join(root, "environments/prod.yaml"), environmentFile({ demo }));
    writeFileSync(join(root, "environments/dev.yaml"), environmentFile({ demo }));
    const said = await addons(root, ["lock", "-o", "text", "-o", "json=out.json"]);
    expect(
      said.stdout
        .replaceAll(/[0-9a-f]{64}/g, "…")
        .replaceAll(server.url, "OLD")
        .replaceAll(other.url, "NEW"),
    ).toBe(
      [
        "  ~ refreshed  demo   dev, prod  demo@1.0.0   its source was OLD",
        "      source    OLD → NEW",
        "      archive   sha256:… → sha256:…",
        "  - removed    local  dev        local@0.1.0  is not an enabled add-on of this environment",
        "addons.lock.yaml: 3 changes",
        "",
      ].join("\n"),
    );
    expect(schemaProblems("lock-report", JSON.parse(said.files.get(join(root, "out.json")) ?? ""))).toEqual([]);
  });

  test("tells oddities of the source on stderr and in JSON, not among the changes", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const index = String(server.bodies.get("/index.yaml"));
    const entry = index.slice(index.indexOf("  - annotations"), index.indexOf("generated:"));
    const again = entry.replace(/digest: .*/, `digest: ${"0".repeat(64)}`);
    const text = index
      .replace("generated:", `${again}generated:`)
      .replace("    apiVersion: v2", "    apiVersion: v2\n    deprecated: true");
    server.bodies.set("/index.yaml", Buffer.from(text));
    const root = lockedProject(server);
    const said = await addons(root, ["lock", "-o", "json"]);
    const { notes } = JSON.parse(said.stdout) as { notes: { code: string }[] };
    expect(notes.map(({ code }) => code)).toEqual([
      "LOCK-LISTED-TWICE",
      "LOCK-DEPRECATED",
      "LOCK-LISTED-TWICE",
      "LOCK-DEPRECATED",
    ]);
    expect(schemaProblems("lock-report", JSON.parse(said.stdout))).toEqual([]);
    expect(said.stderr).toMatch(
      /environments\/dev\.yaml:\d+:\d+: warning LOCK-LISTED-TWICE: demo \(dev\): demo 1\.0\.0/,
    );
    expect(said.stderr).toMatch(/info LOCK-DEPRECATED: demo \(prod\)/);
  });
});
