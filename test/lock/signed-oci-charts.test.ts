import { afterAll, beforeAll, expect, it } from "vitest";
import type { AllowedSigner } from "../../src/sources/source-settings.ts";
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
});
