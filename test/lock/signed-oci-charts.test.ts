import { afterAll, beforeAll, expect, it } from "vitest";
import { readChart } from "../../src/outside/charts/archive/read-chart.ts";
import type { AllowedSigner } from "../../src/sources/source-settings.ts";
import { sha256 } from "../../src/support/sha256.ts";
import { describeWithPrograms } from "../cluster/plane.ts";
import { CHART_LAYER, pushTo } from "../cluster/push-to-registry.ts";
import { startRegistry, type TestRegistry } from "../cluster/registry.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { openCosign, type Cosign } from "../outside/charts/signatures/cosign.ts";
import { openGpg, type Gpg, type PgpKey } from "../outside/charts/signatures/pgp.ts";
import { OTHER, signedProject } from "./signed-project.ts";

describeWithPrograms("signed charts of registries", ["helm4", "cosign", "registry"], () => {
  let gpg: Gpg;
  let team: PgpKey;
  let other: PgpKey;
  let registry: TestRegistry;
  let cosign: Cosign;
  beforeAll(async () => {
    gpg = openGpg();
    team = gpg.makeKey("team");
    other = gpg.makeKey("other");
    registry = await startRegistry();
    cosign = openCosign();
  });
  afterAll(async () => {
    gpg[Symbol.dispose]();
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
    signedProject({ kind: "oci", reference: `${registry.host}/${name}`, name: "web" }, `oci://${registry.host}`, {
      "charts/keys/team.asc": team.armored,
      "charts/keys/other.gpg": other.binary,
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

  it("who may push cannot sell an old signed chart as a new one", async () => {
    const name = "replay/web";
    const mine = cosign.makeKey("replay");
    cosign.sign(await pushed(name), mine.secret, "bundle");
    const push = pushTo(registry);
    await push.chart(name, "2.0.0", { bytes: makeChart("web", "1.0.0") });
    const { lock } = from(name, mine.pem);
    for (const verify of ["required", "ifPresent"] as const) {
      expect(await lock({ signers: [KEY], verify })).toMatch(
        /^CHART-SIGNATURE refused .*web 2\.0\.0 .*it is offered as 2\.0\.0, and its Chart\.yaml says 1\.0\.0/,
      );
    }
  });

  it("a pull request that edits the lock to bytes nobody signed is found by --verify alone", async () => {
    const name = "edited/web";
    const mine = cosign.makeKey("edited");
    const policy = { signers: [KEY] };
    cosign.sign(await pushed(name), mine.secret, "bundle");
    const { lock, edit, check, verify, install } = from(name, mine.pem);
    await lock(policy);
    const bytes = makeChart("web", "1.0.0", { files: { "values.yaml": "evil: true\n" } });
    const { archive, content } = await readChart(bytes, "web");
    const { digest } = await pushTo(registry).chart(name, "evil", { bytes });
    await edit((pin) => ({ ...pin, archive, content, manifest: digest }));
    expect(await check(policy)).toEqual({ reasons: [], requests: 0 });
    expect(await install(policy)).toBe(archive);
    expect(await verify(policy)).toEqual(["mutated"]);
    await pushTo(registry).chart(name, "1.0.0", { bytes });
    expect(await verify(policy)).toEqual(["signature-lost"]);
    expect(await verify({ ...policy, verify: "ifPresent" })).toEqual(["signature-lost"]);
  });

  it("a provenance file that the registry lists and does not have is no missing one", async () => {
    const archive = makeChart("web", "1.0.0");
    const provenance = team.sign({ name: "web", version: "1.0.0", archive });
    await pushed("hidden/web", "1.0.0", provenance);
    await pushTo(registry).delete("hidden/web", `sha256:${sha256(provenance)}`, "blobs");
    for (const verify of ["required", "ifPresent"] as const) {
      expect(await from("hidden/web", "").lock({ verify })).toMatch(
        /^CHART-SIGNATURE refused .*its provenance file: the registry lists it and does not have it/,
      );
    }
  });
});
