import { afterAll, beforeAll, expect, it } from "vitest";
import { LOCK_FILE } from "../../src/lock/lockfile.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { MAX_SIGNATURE } from "../../src/outside/charts/signatures/signed-manifest.ts";
import { describeWithPrograms } from "../cluster/plane.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { publish, serveCharts, type ChartServer } from "../outside/charts/serve-charts.ts";
import { openGpg, type Gpg, type PgpKey } from "../outside/charts/signatures/pgp.ts";
import { writeFiles } from "../outside/charts/work-folder.ts";
import { OTHER, signedProject, TEAM } from "./signed-project.ts";

describeWithPrograms("signed charts of HTTP repositories", ["helm4"], () => {
  let gpg: Gpg;
  let team: PgpKey;
  let other: PgpKey;
  beforeAll(() => {
    gpg = openGpg();
    team = gpg.makeKey("team");
    other = gpg.makeKey("other");
  });
  afterAll(() => gpg[Symbol.dispose]());

  const keys = () => ({ "charts/keys/team.asc": team.armored, "charts/keys/other.gpg": other.binary });
  const chart = (version: string) => ({ name: "web", version, bytes: makeChart("web", version) });

  function sign(server: ChartServer, version: string, key: PgpKey): void {
    const archive = makeChart("web", version);
    server.bodies.set(`/web-${version}.tgz.prov`, key.sign({ name: "web", version, archive }));
  }

  const provRequests = (server: ChartServer): number =>
    server.requests.filter(({ path }) => path.endsWith(".prov")).length;

  async function repository(...versions: readonly string[]) {
    const server = await serveCharts();
    publish(server, versions.map(chart));
    const made = signedProject({ kind: "http", repo: server.url, name: "web" }, server.url, keys());
    return { server, ...made };
  }

  it("required: signed, with no request at the next run", async () => {
    await using server = await serveCharts();
    publish(server, [chart("1.0.0")]);
    sign(server, "1.0.0", team);
    const { lock, check, verify } = signedProject({ kind: "http", repo: server.url, name: "web" }, server.url, keys());
    expect(await lock({})).toMatchObject({ chart: "web@1.0.0", signer: `pgp:${team.fingerprint}` });
    const before = server.requests.length;
    expect(await lock({})).toMatchObject({ signer: `pgp:${team.fingerprint}` });
    expect(await check({})).toEqual({ reasons: [], requests: 0 });
    expect(server.requests.length).toBe(before);
    expect(await verify({})).toEqual([]);
  });

  it("one of several who may sign is enough", async () => {
    const { server, lock } = await repository("1.0.0");
    await using _ = server;
    sign(server, "1.0.0", other);
    expect(await lock({ signers: [TEAM, OTHER] })).toMatchObject({ signer: `pgp:${other.fingerprint}` });
  });

  it.each([
    ["required", /^CHART-UNSIGNED refused .*web 1\.0\.0 .*is not signed.*may sign: pgp:/],
    ["ifPresent", /^locked, signer: none$/],
    ["off", /^locked, signer: none$/],
  ] as const)("%s: not signed", async (verify, outcome) => {
    const { server, lock } = await repository("1.0.0");
    await using _ = server;
    const locked = await lock({ verify });
    expect(typeof locked === "string" ? locked : `locked, signer: ${locked.signer ?? "none"}`).toMatch(outcome);
    expect(provRequests(server)).toBe(verify === "off" ? 0 : 1);
  });

  it.each(["required", "ifPresent"] as const)("%s: a foreign or broken signature is refused", async (verify) => {
    const { server, lock } = await repository("1.0.0");
    await using _ = server;
    sign(server, "1.0.0", other);
    expect(await lock({ verify })).toMatch(
      /^CHART-SIGNATURE refused .*no good signature: its provenance file.*unknown entity/,
    );
    server.bodies.set("/web-1.0.0.tgz.prov", Buffer.from("nonsense"));
    expect(await lock({ verify })).toMatch(/^CHART-SIGNATURE refused .*not one signed text/);
    server.bodies.set("/web-1.0.0.tgz.prov", Buffer.alloc(MAX_SIGNATURE + 1, "a"));
    expect(await lock({ verify })).toMatch(/more than 524288 bytes/);
  });

  it("off: a foreign signature is not looked at", async () => {
    const { server, lock } = await repository("1.0.0");
    await using _ = server;
    sign(server, "1.0.0", other);
    expect(await lock({ verify: "off" })).toMatchObject({ chart: "web@1.0.0" });
    expect(provRequests(server)).toBe(0);
  });

  it("a page instead of the file is no signature", async () => {
    const { server, lock } = await repository("1.0.0");
    await using _ = server;
    server.bodies.set("/web-1.0.0.tgz.prov", Buffer.from("<!doctype html>not here"));
    expect(await lock({ verify: "required" })).toMatch(/^CHART-UNSIGNED/);
    expect(await lock({ verify: "ifPresent" })).toMatchObject({ chart: "web@1.0.0" });
  });

  it("a chart that was signed stays signed, whatever the policy, until somebody removes the pin", async () => {
    const { server, lock, forget, root } = await repository("1.0.0");
    await using _ = server;
    sign(server, "1.0.0", team);
    await lock({});
    publish(server, [chart("1.0.0"), chart("1.1.0")]);
    const before = await createFiles(root).read(LOCK_FILE);
    expect(await lock({}, { update: "all" })).toMatch(/^CHART-UNSIGNED refused/);
    expect(await lock({ verify: "ifPresent" }, { update: "all" })).toMatch(
      /^LOCK-SIGNER-LOST refused .*web@1\.0\.0 was signed by pgp:.*web@1\.1\.0 has no signature/,
    );
    expect(await lock({ verify: "off" }, { update: "all" })).toMatch(
      /^LOCK-SIGNER-LOST refused .*asks for no signature/,
    );
    expect(await createFiles(root).read(LOCK_FILE)).toBe(before);
    await forget();
    expect(await lock({ verify: "ifPresent" })).toEqual(
      expect.not.objectContaining({ signer: expect.anything() as unknown }),
    );
  });

  it("another hand is refused while the first may still sign, and taken when it may not", async () => {
    const { server, lock, check } = await repository("1.0.0");
    await using _ = server;
    sign(server, "1.0.0", team);
    const both = { signers: [TEAM, OTHER] };
    await lock(both);
    publish(server, [chart("1.0.0"), chart("1.1.0")]);
    sign(server, "1.1.0", other);
    expect(await lock(both, { update: "all" })).toMatch(/^LOCK-SIGNER-CHANGED refused .*is signed by pgp:/);
    expect(await check({ signers: [OTHER] })).toEqual({ reasons: ["signer-not-allowed"], requests: 0 });
    expect(await lock({ signers: [OTHER] }, { update: "all" })).toMatchObject({
      chart: "web@1.1.0",
      signer: `pgp:${other.fingerprint}`,
    });
  });

  it("pins of before the policy are signed by the next lock, and stale until then", async () => {
    const { server, lock, check } = await repository("1.0.0");
    await using _ = server;
    await lock({ verify: "off" });
    expect(await check({})).toEqual({ reasons: ["signer-missing"], requests: 0 });
    expect(await check({ verify: "ifPresent" })).toEqual({ reasons: [], requests: 0 });
    expect(await lock({})).toMatch(/^CHART-UNSIGNED refused/);
    sign(server, "1.0.0", team);
    expect(await lock({})).toMatchObject({ chart: "web@1.0.0", signer: `pgp:${team.fingerprint}` });
    expect(await check({})).toEqual({ reasons: [], requests: 0 });
  });

  it("--verify tells a signature that is gone or of another hand", async () => {
    const { server, lock, verify } = await repository("1.0.0");
    await using _ = server;
    sign(server, "1.0.0", team);
    await lock({});
    server.bodies.delete("/web-1.0.0.tgz.prov");
    expect(await verify({})).toEqual(["signature-lost"]);
    expect(await verify({ verify: "ifPresent" })).toEqual(["signature-lost"]);
    expect(await verify({ verify: "off" })).toEqual(["unchecked"]);
    sign(server, "1.0.0", other);
    expect(await verify({ verify: "ifPresent" })).toEqual(["signature-lost"]);
    expect(await verify({ signers: [TEAM, OTHER] })).toEqual(["signer-changed"]);
  });

  it("a mirror without signatures: the source is asked, and what neither has is missing", async () => {
    const { server, lock, forget } = await repository("1.0.0");
    await using mirror = await serveCharts();
    await using _ = server;
    publish(mirror, [chart("1.0.0")]);
    sign(server, "1.0.0", team);
    const mirrors = [mirror.url];
    expect(await lock({ mirrors })).toMatchObject({ signer: `pgp:${team.fingerprint}` });
    expect([provRequests(mirror), provRequests(server)]).toEqual([1, 1]);
    server.bodies.delete("/web-1.0.0.tgz.prov");
    await forget();
    expect(await lock({ mirrors })).toMatch(/^CHART-UNSIGNED/);
    sign(mirror, "1.0.0", team);
    expect(await lock({ mirrors })).toMatchObject({ signer: `pgp:${team.fingerprint}` });
  });

  it("keys that cannot be used are told before anything is locked", async () => {
    const { server, lock, root } = await repository("1.0.0");
    await using _ = server;
    writeFiles(root, { "charts/keys/team.asc": team.secret });
    expect(await lock({})).toMatch(/^CHART-SIGNATURE-KEY usage .*charts\/keys\/team\.asc.*holds a secret key/);
  });
});
