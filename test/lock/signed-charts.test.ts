import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkLock } from "../../src/lock/check-lock.ts";
import { lockEnvironments } from "../../src/lock/lock-environments.ts";
import { LOCK_FILE, type Pin } from "../../src/lock/lockfile.ts";
import { readLock } from "../../src/lock/read-lock.ts";
import { verifyLock } from "../../src/lock/verify-lock.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { MAX_SIGNATURE } from "../../src/outside/charts/signatures/signed-manifest.ts";
import type { ChartSource } from "../../src/sources/chart-source.ts";
import type { AllowedSigner, SourceSettings } from "../../src/sources/source-settings.ts";
import { describeWithPrograms, programPath } from "../cluster/plane.ts";
import { CHART_LAYER, pushTo } from "../cluster/push-to-registry.ts";
import { startRegistry, type TestRegistry } from "../cluster/registry.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { publish, serveCharts, type ChartServer } from "../outside/charts/serve-charts.ts";
import { openCosign, type Cosign } from "../outside/charts/signatures/cosign.ts";
import { openGpg, type Gpg, type PgpKey } from "../outside/charts/signatures/pgp.ts";
import { archivesFor, workFolder, writeFiles } from "../outside/charts/work-folder.ts";
import { environment } from "./environments.ts";

type Policy = Partial<Pick<SourceSettings, "verify" | "mirrors" | "signers">>;

const TEAM: AllowedSigner = { kind: "pgp", keyring: "charts/keys/team.asc" };
const OTHER: AllowedSigner = { kind: "pgp", keyring: "charts/keys/other.gpg" };

/** A project with one add-on from this source; each run reads what is there then. */
function project(source: ChartSource, address: string, keys: Readonly<Record<string, string | Uint8Array>>) {
  const root = workFolder(keys);
  const files = createFiles(root);
  const environments = (version: string) => [environment("dev", { web: { chart: source, version } })];
  const chartsFor = (policy: Policy) => {
    const settings = {
      source: address,
      mirrors: [],
      indexDigest: "refuse",
      verify: "required",
      signers: [TEAM],
      ...policy,
    } as const;
    return archivesFor(root, {
      settings: [settings],
      env: { ADDONS_HELM: programPath("helm4"), PATH: process.env["PATH"] ?? "" },
    }).charts;
  };
  return {
    root,
    /** The pin that `addons lock` makes, or the code and kind of its refusal. */
    async lock(
      policy: Policy,
      { wants = "*", update = "none" }: { wants?: string; update?: "none" | "all" } = {},
    ): Promise<Pin | string> {
      try {
        const { lock } = await lockEnvironments(
          { environments: environments(wants), update },
          {
            files: createFiles(root),
            charts: chartsFor(policy),
            images: async () => Promise.reject(new Error("no images")),
          },
        );
        return lock.addons["web"]?.["dev"] ?? "no pin";
      } catch (error) {
        const { code, kind, message } = error as { code?: string; kind?: string; message: string };
        return code === undefined ? message : `${code} ${kind} ${message}`;
      }
    },
    /** What `addons lock --check` says, and the requests that it made. */
    async check(policy: Policy, wants = "*") {
      const charts = chartsFor(policy);
      const stale = await checkLock(
        { environments: environments(wants), lock: await readLock(createFiles(root)) },
        { charts },
      );
      return { reasons: stale.map(({ reason }) => reason), requests: charts.requests };
    },
    async verify(policy: Policy) {
      const read = await readLock(createFiles(root));
      if (read.kind !== "read") throw new Error("no lock");
      const pins = await verifyLock({ lock: read.lock }, { charts: chartsFor(policy) });
      return pins.flatMap(({ findings }) => findings.map(({ kind }) => kind));
    },
    forget: async () => await files.write(LOCK_FILE, "lockVersion: 1\n\naddons: {}\n"),
  };
}

describeWithPrograms("signed charts are locked with their signer", ["helm4", "cosign", "registry"], () => {
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

  describe("from an HTTP repository", () => {
    async function repository(...versions: readonly string[]) {
      const server = await serveCharts();
      publish(server, versions.map(chart));
      const made = project({ kind: "http", repo: server.url, name: "web" }, server.url, keys());
      return { server, ...made };
    }

    it("required: signed, with no request at the next run", async () => {
      await using server = await serveCharts();
      publish(server, [chart("1.0.0")]);
      sign(server, "1.0.0", team);
      const { lock, check, verify } = project({ kind: "http", repo: server.url, name: "web" }, server.url, keys());
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
      ["ifPresent", undefined],
      ["off", undefined],
    ] as const)("%s: not signed", async (verify, refusal) => {
      const { server, lock } = await repository("1.0.0");
      await using _ = server;
      const locked = await lock({ verify });
      if (refusal === undefined)
        expect(locked).toEqual(expect.not.objectContaining({ signer: expect.anything() as unknown }));
      else expect(locked).toMatch(refusal);
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

  describe("from a registry", () => {
    let registry: TestRegistry;
    let cosign: Cosign;
    beforeAll(async () => {
      registry = await startRegistry();
      cosign = openCosign();
    });
    afterAll(async () => {
      cosign[Symbol.dispose]();
      await registry.stop();
    });

    const KEY: AllowedSigner = { kind: "cosign-key", key: "charts/keys/cosign.pub" };

    async function pushed(name: string, version = "1.0.0", provenance?: Uint8Array): Promise<string> {
      const push = pushTo(registry);
      const bytes = makeChart("web", version);
      const layer = { mediaType: CHART_LAYER, ...(await push.blob(name, bytes)) };
      const beside = provenance && {
        mediaType: "application/vnd.cncf.helm.chart.provenance.v1.prov",
        ...(await push.blob(name, provenance)),
      };
      const { digest } = await push.chart(name, version, {
        bytes,
        parts: { layers: beside ? [layer, beside] : [layer] },
      });
      return `${registry.host}/${name}@${digest}`;
    }

    const from = (name: string, pem: string) =>
      project({ kind: "oci", reference: `${registry.host}/${name}`, name: "web" }, `oci://${registry.host}`, {
        ...keys(),
        "charts/keys/cosign.pub": pem,
      });

    it("a provenance file in the manifest is checked as one beside an archive", async () => {
      const archive = makeChart("web", "1.0.0");
      await pushed("prov/web", "1.0.0", team.sign({ name: "web", version: "1.0.0", archive }));
      const { lock } = from("prov/web", "");
      expect(await lock({})).toMatchObject({ signer: `pgp:${team.fingerprint}` });
      expect(await lock({ signers: [OTHER] })).toMatch(/^CHART-SIGNATURE refused/);
    });

    it.each(["bundle", "simple"] as const)("a cosign %s is found, lost and changed", async (form) => {
      const name = `${form}/web`;
      const [mine, theirs] = [cosign.makeKey(`${form}-mine`), cosign.makeKey(`${form}-theirs`)];
      const at = await pushed(name);
      const { lock, verify, check } = from(name, mine.pem);
      const policy = { signers: [KEY] };
      expect(await lock(policy)).toMatch(/^CHART-UNSIGNED refused/);
      cosign.sign(at, theirs.secret, form);
      expect(await lock(policy)).toMatch(/^CHART-SIGNATURE refused .*a cosign signature/);
      expect(await lock({ ...policy, verify: "ifPresent" })).toMatch(/^CHART-SIGNATURE refused/);
      cosign.sign(at, mine.secret, form);
      const pin = await lock(policy);
      expect(pin).toMatchObject({
        chart: "web@1.0.0",
        signer: expect.stringMatching(/^cosign:sha256:[0-9a-f]{64}$/) as unknown,
      });
      expect(await verify(policy)).toEqual([]);
      expect(await check(policy)).toEqual({ reasons: [], requests: 0 });
      await pushed(name, "1.1.0");
      expect(await lock({ ...policy, verify: "ifPresent" }, { update: "all" })).toMatch(/^LOCK-SIGNER-LOST refused/);
    });
  });
});
