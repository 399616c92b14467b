import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addons, environmentFile, lockedProject, lockText, offer } from "../cli/locked-project.ts";
import { projectFolder } from "../cli/project-folder.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { serveCharts } from "../outside/charts/serve-charts.ts";
import { openGpg, type PgpKey } from "../outside/charts/signatures/pgp.ts";
import { describeWithPrograms, helmBinaries } from "./plane.ts";
import { pushTo, type PushedManifest, type Pusher } from "./push-to-registry.ts";
import { startRegistry, type TestRegistry } from "./registry.ts";

describeWithPrograms("addons lock --verify of a registry", ["registry"], () => {
  let registry: TestRegistry;
  let push: Pusher;
  beforeAll(async () => {
    registry = await startRegistry();
    push = pushTo(registry);
  });
  afterAll(async () => await registry?.stop());

  const EVIL = makeChart("demo", "1.0.0", { files: { "values.yaml": "evil: true\n" } });
  type Change = (name: string, pushed: PushedManifest) => Promise<unknown>;

  test.each<readonly [string, Change, readonly string[], number]>([
    ["nothing", async () => undefined, [], 0],
    [
      "another manifest with the same chart",
      (name) =>
        push.chart(name, "1.0.0", {
          bytes: makeChart("demo", "1.0.0"),
          parts: { annotations: { "a.example.com": "b" } },
        }),
      ["LOCK-VERIFY-RETAGGED"],
      2,
    ],
    [
      "another archive of the same chart",
      (name) => push.chart(name, "1.0.0", { bytes: makeChart("demo", "1.0.0", { level: 1 }) }),
      ["LOCK-VERIFY-REPACKAGED"],
      2,
    ],
    ["another chart", (name) => push.chart(name, "1.0.0", { bytes: EVIL }), ["LOCK-VERIFY-MUTATED"], 4],
    ["an image instead", (name) => push.image(name, "1.0.0"), ["LOCK-VERIFY-UNCHECKED"], 3],
    ["a tag that is gone", (name, { digest }) => push.delete(name, digest, "manifests"), ["LOCK-VERIFY-GONE"], 2],
  ])("%s", async (...[what, change, codes, code]) => {
    const name = `verify/${what.replaceAll(" ", "-")}/demo`;
    const pushed = await push.chart(name, "1.0.0", { bytes: makeChart("demo", "1.0.0") });
    const file = environmentFile({ demo: `chart: "oci://${registry.host}/${name}", version: "1.0.0"` });
    const root = projectFolder({ "environments/dev.yaml": file });
    expect(await addons(root, ["lock"])).toMatchObject({ code: 0 });
    await change(name, pushed);
    const said = await addons(root, ["lock", "--verify", "-o", "json"]);
    const { verified } = JSON.parse(said.stdout) as { verified: { findings: { code: string }[] }[] };
    expect(verified.flatMap(({ findings }) => findings.map((finding) => finding.code))).toEqual(codes);
    expect(said.code).toBe(code);
  });

  test("what was pushed again under its tag is accepted by name, and verified after that", async () => {
    await push.chart("accept/demo", "1.0.0", { bytes: makeChart("demo", "1.0.0") });
    const file = environmentFile({ demo: `chart: "oci://${registry.host}/accept/demo", version: "1.0.0"` });
    const root = projectFolder({ "environments/dev.yaml": file });
    await addons(root, ["lock"]);
    const { digest } = await push.chart("accept/demo", "1.0.0", { bytes: EVIL });
    const said = await addons(root, ["lock", "--accept-changed", "demo"]);
    expect(said).toMatchObject({ code: 0 });
    expect(said.stdout).toMatch(
      new RegExp(`archive   sha256:\\S+ → sha256:.*\n      manifest  sha256:\\S+ → ${digest}\n`),
    );
    expect(said.stdout).toContain("      changed   values.yaml\n");
    expect((await addons(root, ["lock", "--verify"])).code).toBe(0);
    expect((await addons(root, ["lock", "--check"])).code).toBe(0);
  });
});

describeWithPrograms("addons lock --verify of a signed chart", ["helm4"], () => {
  test("a signature that is gone, another signer, and one that nobody looks for", async () => {
    await using server = await serveCharts();
    using gpg = openGpg();
    const [first, second] = [gpg.makeKey("first"), gpg.makeKey("second")];
    offer(server, { "1.0.0": {} });
    const archive = server.bodies.get("/demo-1.0.0.tgz") ?? Buffer.alloc(0);
    const sign = (key: PgpKey) => key.sign({ name: "demo", version: "1.0.0", archive });
    server.bodies.set("/demo-1.0.0.tgz.prov", sign(first));
    const sources = (verify: string, ring: string): string =>
      `apiVersion: addons/v1\nkind: Sources\nsources:\n  "${server.url}":\n    verify: ${verify}\n${ring}`;
    const root = lockedProject(server);
    const env = { ADDONS_HELM: helmBinaries().helm4 };
    const verified = async (folder: string) => {
      const { code, stdout } = await addons(folder, ["lock", "--verify", "demo", "-o", "json"], env);
      return { code, codes: [...stdout.matchAll(/"code": "(.*)"/g)].map(([, found]) => found) };
    };
    const allow = (verify: string, keys?: readonly Buffer[]): void => {
      const ring = keys === undefined ? "" : "    signers: [{ pgp: keys/ring.gpg }]\n";
      mkdirSync(join(root, "charts/keys"), { recursive: true });
      if (keys !== undefined) writeFileSync(join(root, "charts/keys/ring.gpg"), Buffer.concat(keys));
      writeFileSync(join(root, "charts/sources.yaml"), sources(verify, ring));
    };
    allow("ifPresent", [first.binary, second.binary]);
    expect(await addons(root, ["lock"], env)).toMatchObject({ code: 0 });
    expect(lockText(root)).toContain(`signer: pgp:${first.fingerprint}`);
    expect((await verified(root)).code).toBe(0);
    server.bodies.set("/demo-1.0.0.tgz.prov", sign(second));
    expect((await verified(root)).codes).toEqual(["LOCK-VERIFY-SIGNER-CHANGED"]);
    server.bodies.delete("/demo-1.0.0.tgz.prov");
    const lost = await verified(root);
    expect([lost.codes, lost.code]).toEqual([["LOCK-VERIFY-SIGNATURE-LOST"], 4]);
    allow("off");
    const off = await verified(root);
    expect([off.codes, off.code]).toEqual([["LOCK-VERIFY-UNCHECKED"], 3]);
  });
});
