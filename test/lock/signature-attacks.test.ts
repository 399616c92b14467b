import { afterAll, beforeAll, expect, it } from "vitest";
import { MAX_SIGNATURE } from "../../src/outside/charts/signatures/signed-manifest.ts";
import { describeWithPrograms } from "../cluster/plane.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { publish, serveCharts, type ChartServer } from "../outside/charts/serve-charts.ts";
import { openGpg, type Gpg, type PgpKey } from "../outside/charts/signatures/pgp.ts";
import { OTHER, signedProject, TEAM } from "./signed-project.ts";

/** What somebody tries who has the server, a mirror or a pull request, and no key. */
describeWithPrograms("attacks on signed charts of HTTP repositories", ["helm4"], () => {
  let gpg: Gpg;
  let team: PgpKey;
  let other: PgpKey;
  beforeAll(() => {
    gpg = openGpg();
    team = gpg.makeKey("team");
    other = gpg.makeKey("other");
  });
  afterAll(() => gpg[Symbol.dispose]());

  const chart = (version: string) => ({ name: "web", version, bytes: makeChart("web", version) });

  function sign(server: ChartServer, version: string, key: PgpKey): void {
    const archive = makeChart("web", version);
    server.bodies.set(`/web-${version}.tgz.prov`, key.sign({ name: "web", version, archive }));
  }

  async function repository(...versions: readonly string[]) {
    const server = await serveCharts();
    publish(server, versions.map(chart));
    const keys = { "charts/keys/team.asc": team.armored, "charts/keys/other.gpg": other.binary };
    return { server, ...signedProject({ kind: "http", repo: server.url, name: "web" }, server.url, keys) };
  }

  it.each(["required", "ifPresent"] as const)(
    "%s: an old chart with its good signature is not taken for a newer one",
    async (verify) => {
      const { server, lock } = await repository("1.0.0");
      await using _ = server;
      const bytes = makeChart("web", "1.0.0");
      publish(server, [chart("1.0.0"), { name: "web", version: "2.0.0", bytes }]);
      server.bodies.set("/web-2.0.0.tgz.prov", team.sign({ name: "web", version: "1.0.0", archive: bytes }));
      expect(await lock({ verify })).toMatch(
        /^CHART-SIGNATURE refused .*web 2\.0\.0 .*no good signature: it is offered as 2\.0\.0, and its Chart\.yaml says 1\.0\.0/,
      );
    },
  );

  it.each(["v1.0.0", "1.0.0"])("a chart offered as %s is the one whose Chart.yaml says v1.0.0", async (version) => {
    const { server, lock } = await repository();
    await using _ = server;
    const bytes = makeChart("web", "v1.0.0");
    publish(server, [{ name: "web", version, bytes }]);
    server.bodies.set(`/web-${version}.tgz.prov`, team.sign({ name: "web", version: "v1.0.0", archive: bytes }));
    expect(await lock({}, { wants: version })).toMatchObject({ signer: `pgp:${team.fingerprint}` });
  });

  const STRIPPED: readonly (readonly [string, (server: ChartServer, path: string) => unknown])[] = [
    ["404", (server, path) => server.bodies.delete(path)],
    ["403", (server, path) => server.faults.set(path, { kind: "status", status: 403 })],
    ["410", (server, path) => server.faults.set(path, { kind: "status", status: 410 })],
    ["a page", (server, path) => server.bodies.set(path, Buffer.from("\n <!doctype html>not here"))],
  ];

  it.each(STRIPPED)("a signature that is hidden by %s is lost, whatever the policy", async (_name, strip) => {
    const { server, lock, verify } = await repository("1.0.0");
    await using _ = server;
    sign(server, "1.0.0", team);
    await lock({ verify: "ifPresent" });
    publish(server, [chart("1.0.0"), chart("1.1.0")]);
    sign(server, "1.1.0", team);
    strip(server, "/web-1.0.0.tgz.prov");
    strip(server, "/web-1.1.0.tgz.prov");
    const ifPresent = { verify: "ifPresent" } as const;
    expect(await lock(ifPresent, { update: "all" })).toMatch(/^LOCK-SIGNER-LOST refused/);
    expect(await verify(ifPresent)).toEqual(["signature-lost"]);
    expect(await lock({}, { update: "all" })).toMatch(/^CHART-UNSIGNED refused/);
    expect(await verify({})).toEqual(["signature-lost"]);
  });

  it("a signature without an end is refused, and the source is asked when a mirror sends one", async () => {
    const { server, lock, forget } = await repository("1.0.0");
    await using mirror = await serveCharts();
    await using _ = server;
    publish(mirror, [chart("1.0.0")]);
    sign(server, "1.0.0", team);
    const huge = Buffer.alloc(MAX_SIGNATURE + 1, "a");
    mirror.bodies.set("/web-1.0.0.tgz.prov", huge);
    expect(await lock({ mirrors: [mirror.url] })).toMatchObject({ signer: `pgp:${team.fingerprint}` });
    await forget();
    server.bodies.set("/web-1.0.0.tgz.prov", huge);
    for (const verify of ["required", "ifPresent"] as const) {
      const locked = await lock({ verify });
      expect(locked).toMatch(/^CHART-SIGNATURE refused .*its provenance file: it has more than 524288 bytes/);
    }
  });

  it("bytes of a mirror have to be those that the source signed", async () => {
    const { server, lock } = await repository("1.0.0");
    await using mirror = await serveCharts();
    await using _ = server;
    sign(server, "1.0.0", team);
    publish(mirror, [
      { ...chart("1.0.0"), bytes: makeChart("web", "1.0.0", { files: { "values.yaml": "evil: true\n" } }) },
    ]);
    for (const verify of ["required", "ifPresent"] as const) {
      expect(await lock({ verify, mirrors: [mirror.url] })).toMatch(/^CHART-SIGNATURE refused .*names another digest/);
    }
  });

  it("SHA-1 signatures are refused, which helm takes", async () => {
    const { server, lock } = await repository("1.0.0");
    await using _ = server;
    const archive = makeChart("web", "1.0.0");
    const prov = team.sign({ name: "web", version: "1.0.0", archive, digest: "SHA1" });
    server.bodies.set("/web-1.0.0.tgz.prov", prov);
    expect(await lock({})).toMatch(/^CHART-SIGNATURE refused .*its provenance file: its signature is made by SHA-1/);
  });

  it("of several who signed, the pinned one counts, however charts/sources.yaml sorts them", async () => {
    const { server, lock, verify, check } = await repository("1.0.0");
    await using _ = server;
    const both = (version: string): Buffer => {
      const archive = makeChart("web", version);
      return team.sign({ name: "web", version, archive, with: other });
    };
    sign(server, "1.0.0", team);
    const signer = `pgp:${team.fingerprint}`;
    expect(await lock({})).toMatchObject({ signer });
    const turned = { signers: [OTHER, TEAM] };
    server.bodies.set("/web-1.0.0.tgz.prov", both("1.0.0"));
    expect(await verify(turned)).toEqual([]);
    publish(server, [chart("1.0.0"), chart("1.1.0")]);
    server.bodies.set("/web-1.1.0.tgz.prov", both("1.1.0"));
    expect(await lock(turned, { update: "all" })).toMatchObject({ chart: "web@1.1.0", signer });
    expect(await check(turned)).toEqual({ reasons: [], requests: 0 });
  });

  it("a signer that is written into the lock by hand is believed until --verify asks", async () => {
    const { server, edit, lock, check, verify } = await repository("1.0.0");
    await using _ = server;
    await lock({ verify: "off" });
    await edit((pin) => ({ ...pin, signer: `pgp:${team.fingerprint}` }));
    expect(await check({})).toEqual({ reasons: [], requests: 0 });
    expect(await verify({})).toEqual(["signature-lost"]);
    expect(await verify({ verify: "ifPresent" })).toEqual(["signature-lost"]);
    await edit((pin) => ({ ...pin, signer: `pgp:${team.fingerprint.toLowerCase()}` }));
    expect(await check({})).toEqual({ reasons: ["signer-not-allowed"], requests: 0 });
    await edit(({ signer: _signer, ...pin }) => pin);
    expect(await check({})).toEqual({ reasons: ["signer-missing"], requests: 0 });
  });
});
