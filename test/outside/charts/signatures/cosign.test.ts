import { createPublicKey, generateKeyPairSync, sign as signBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRegistryReader, type RegistryReader } from "../../../../src/outside/charts/registry/registry-reader.ts";
import { readCosignKey } from "../../../../src/outside/charts/signatures/cosign-key.ts";
import {
  findCosignSignatures,
  type CosignSignature,
} from "../../../../src/outside/charts/signatures/find-cosign-signatures.ts";
import { MAX_SIGNATURE } from "../../../../src/outside/charts/signatures/signed-manifest.ts";
import { readTrustedRoot, verifyCosign } from "../../../../src/outside/charts/signatures/verify-cosign.ts";
import { createTransfer } from "../../../../src/outside/charts/transfer/create-transfer.ts";
import { sha256 } from "../../../../src/support/sha256.ts";
import { describeWithPrograms } from "../../../cluster/plane.ts";
import { pushTo, type Pusher } from "../../../cluster/push-to-registry.ts";
import { startRegistry, type TestRegistry } from "../../../cluster/registry.ts";
import { makeChart } from "../make-chart.ts";
import { workFolder } from "../work-folder.ts";
import { attachBundle, attachSimple } from "./attach-signature.ts";
import { makeSigstore } from "./sigstore.ts";
import { openCosign, type Cosign, type CosignForm } from "./cosign.ts";

describeWithPrograms("signatures of cosign", ["cosign", "registry"], () => {
  let registry: TestRegistry;
  let push: Pusher;
  let cosign: Cosign;
  let team: ReturnType<Cosign["makeKey"]>;
  let other: ReturnType<Cosign["makeKey"]>;
  let reader: RegistryReader;
  beforeAll(async () => {
    registry = await startRegistry();
    push = pushTo(registry);
    cosign = openCosign();
    team = cosign.makeKey("team");
    other = cosign.makeKey("other");
    reader = createRegistryReader(createTransfer({ env: {} }));
  });
  afterAll(async () => {
    cosign[Symbol.dispose]();
    await registry.stop();
  });

  let charts = 0;
  /** A chart of its own, not signed. */
  async function chart(): Promise<{ readonly name: string; readonly digest: string; readonly at: string }> {
    const name = `team/web-${charts++}`;
    const { digest } = await push.chart(name, "1.0.0", { bytes: makeChart("web", `1.0.${charts}`) });
    return { name, digest, at: `${registry.host}/${name}@${digest}` };
  }

  async function signaturesOf(at: string): Promise<readonly CosignSignature[]> {
    const [reference = "", digest = ""] = at.split("@");
    return await findCosignSignatures({ reference, digest }, reader);
  }

  /** `good SIGNER`, why not, or `other`, for each signature that is found. */
  async function verdicts(at: string, pem = team.pem): Promise<readonly string[]> {
    const read = readCosignKey(pem);
    if (read.kind === "wrong") throw new Error(read.message);
    const [reference = "", digest = ""] = at.split("@");
    return (await signaturesOf(at)).map((signature) => {
      const verdict = verifyCosign(signature, { reference, digest }, { kind: "key", key: read.key });
      return verdict.kind === "good" ? `good ${verdict.signer}` : verdict.kind === "bad" ? verdict.why : "other";
    });
  }

  const signerOf = (pem: string): string =>
    `cosign:sha256:${sha256(createPublicKey(pem).export({ type: "spki", format: "der" }))}`;

  describe.each(["bundle", "simple"] as const)("as a %s", (form: CosignForm) => {
    it("are found and accepted as cosign accepts them", async () => {
      const { at } = await chart();
      cosign.sign(at, team.secret, form);
      expect(await verdicts(at)).toEqual([`good ${signerOf(team.pem)}`]);
      expect(cosign.verify(at, team.file, form)).toBe(true);
    });

    it("by another key are refused as cosign refuses them", async () => {
      const { at } = await chart();
      cosign.sign(at, other.secret, form);
      expect(await verdicts(at)).toEqual([expect.not.stringMatching(/^good|^other/)]);
      expect(cosign.verify(at, team.file, form)).toBe(false);
    });

    it("one good among others is found", async () => {
      const { at } = await chart();
      cosign.sign(at, other.secret, form);
      cosign.sign(at, team.secret, form);
      expect((await verdicts(at)).toSorted()).toContain(`good ${signerOf(team.pem)}`);
      expect(cosign.verify(at, team.file, form)).toBe(true);
    });

    it("of another manifest are refused as cosign refuses them", async () => {
      const [from, to] = [await chart(), await chart()];
      cosign.sign(from.at, team.secret, form);
      await transplant(from, to, form);
      expect(await verdicts(to.at)).toEqual([
        `it is about another manifest: ${form === "bundle" ? "" : "sha256:"}${from.digest.slice(7)}`,
      ]);
      expect(cosign.verify(to.at, team.file, form)).toBe(false);
    });
  });

  /** Puts the signature of one chart beside another, as somebody would who can write to the registry. */
  async function transplant(from: Place, to: Place, form: CosignForm): Promise<void> {
    const [signature] = await signaturesOf(from.at);
    if (signature?.kind === "bundle") await attachBundle(push, to, signature.json);
    if (signature?.kind === "simple") await attachSimple(push, to, signature);
    expect(signature?.kind).toBe(form);
  }

  type Place = Awaited<ReturnType<typeof chart>>;

  it("are not what attestations are", async () => {
    const { at } = await chart();
    const predicate = join(workFolder(), "predicate.json");
    writeFileSync(predicate, '{"a":1}');
    cosign.attest(at, team.secret, predicate);
    expect(await verdicts(at)).toEqual(["other"]);
    // Here cosign takes less: any statement about the manifest, whatever it states.
    expect(cosign.verify(at, team.file, "bundle")).toBe(true);
  });

  it("are absent where nothing was signed", async () => {
    expect(await verdicts((await chart()).at)).toEqual([]);
  });

  it("with a payload of another hand are refused", async () => {
    const place = await chart();
    cosign.sign(place.at, team.secret, "simple");
    const [signature] = await signaturesOf(place.at);
    if (signature?.kind !== "simple") throw new Error("no signature");
    const changed = Buffer.from(signature.payload.toString().replace('"optional":null', '"optional":{}'));
    await attachSimple(push, place, { ...signature, payload: changed });
    expect(await verdicts(place.at)).toEqual(["it is not by this key"]);
    expect(cosign.verify(place.at, team.file, "simple")).toBe(false);
  });

  it("that are huge are not read", async () => {
    const place = await chart();
    await attachBundle(push, place, Buffer.alloc(MAX_SIGNATURE + 1, 0x20));
    expect(await verdicts(place.at)).toEqual([`it has ${MAX_SIGNATURE + 1} bytes; at most ${MAX_SIGNATURE} are read`]);
    await attachSimple(push, place, { payload: Buffer.alloc(MAX_SIGNATURE + 2, 0x20), annotations: {} });
    expect(await verdicts(place.at)).toContain(`it has ${MAX_SIGNATURE + 2} bytes; at most ${MAX_SIGNATURE} are read`);
  });

  it("that are garbage are refused, never accepted and never a crash", async () => {
    const place = await chart();
    cosign.sign(place.at, team.secret, "bundle");
    const [good] = await signaturesOf(place.at);
    if (good?.kind !== "bundle") throw new Error("no bundle");
    const subject = { reference: place.at, digest: place.digest };
    const read = readCosignKey(team.pem);
    if (read.kind === "wrong") throw new Error(read.message);
    const trust = { kind: "key", key: read.key } as const;
    const text = good.json.toString();
    const bundle = JSON.parse(text) as { dsseEnvelope: { signatures: { sig: string }[]; payload: string } };
    const same = (json: string): boolean => {
      try {
        const { dsseEnvelope } = JSON.parse(json) as typeof bundle;
        const bytes = (value: string): string => Buffer.from(value, "base64").toString("hex");
        const [ours, theirs] = [bundle.dsseEnvelope, dsseEnvelope];
        return (
          bytes(ours.payload) === bytes(theirs.payload) &&
          bytes(ours.signatures[0]?.sig ?? "") === bytes(theirs.signatures[0]?.sig ?? "")
        );
      } catch {
        return false;
      }
    };
    const judge = (json: string) => verifyCosign({ kind: "bundle", json: Buffer.from(json) }, subject, trust).kind;
    expect(judge(text)).toBe("good");
    const changed = fc.tuple(fc.nat(text.length), fc.nat(8), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(changed, fc.jsonValue(), ([at, cut, put], value) => {
        const json = text.slice(0, at) + put + text.slice(at + cut);
        // What is still good says the same by the same hand.
        expect(judge(json) !== "good" || same(json)).toBe(true);
        expect(judge(JSON.stringify(value))).toBe("bad");
        expect(judge(JSON.stringify({ ...bundle, dsseEnvelope: value }))).toBe("bad");
        expect(judge(JSON.stringify({ ...bundle, verificationMaterial: value })) === "good").toBe(false);
        const simple = {
          kind: "simple",
          payload: Buffer.from(json),
          annotations: { "dev.cosignproject.cosign/signature": put },
        } as const;
        expect(verifyCosign(simple, subject, trust).kind).toBe("bad");
      }),
      { seed: 7, numRuns: 400 },
    );
  });

  it("by a certificate are judged as cosign judges them", async () => {
    const sigstore = makeSigstore("ours");
    const [identity, issuer] = [
      "https://git.example.com/team/release.yaml@refs/heads/main",
      "https://issuer.example.com",
    ];
    const root = JSON.stringify(sigstore.root);
    const ours = (place: Place, signature: CosignSignature, who: { identity: string; issuer: string }): boolean => {
      const trust = { kind: "identity", ...who, roots: readTrustedRoot(root) } as const;
      return verifyCosign(signature, { reference: "", digest: place.digest }, trust).kind === "good";
    };
    const signer = sigstore.signer(identity, issuer);
    const cases = [
      { digest: "own", logged: "now", identity, issuer, good: true },
      { digest: "own", logged: "too-early", identity, issuer, good: false },
      { digest: "other", logged: "now", identity, issuer, good: false },
      { digest: "own", logged: "now", identity: `${identity}line`, issuer, good: false },
      { digest: "own", logged: "now", identity, issuer: "https://other.example.com", good: false },
    ] as const;
    for (const each of cases) {
      const place = await chart();
      const about = each.digest === "own" ? place.digest : `sha256:${"cd".repeat(32)}`;
      const json = Buffer.from(JSON.stringify(signer.bundle(about, each.logged)));
      await attachBundle(push, place, json);
      const [found] = await signaturesOf(place.at);
      if (found === undefined) throw new Error("no signature");
      const who = { identity: each.identity, issuer: each.issuer };
      expect([each, ours(place, found, who)]).toEqual([each, each.good]);
      expect([each, cosign.verifyIdentity(place.at, { ...who, root })]).toEqual([each, each.good]);
    }
  });

  it("by keys of other kinds are judged, too", async () => {
    const place = await chart();
    const payload = Buffer.from(
      JSON.stringify({
        critical: {
          identity: {},
          image: { "docker-manifest-digest": place.digest },
          type: "cosign container image signature",
        },
      }),
    );
    const pairs = [generateKeyPairSync("rsa", { modulusLength: 2048 }), generateKeyPairSync("ed25519")];
    for (const { publicKey, privateKey } of pairs) {
      const signature = signBytes(privateKey.asymmetricKeyType === "rsa" ? "sha256" : null, payload, privateKey);
      const annotations = { "dev.cosignproject.cosign/signature": signature.toString("base64") };
      await attachSimple(push, place, { payload, annotations });
      const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
      expect(await verdicts(place.at, pem)).toEqual([`good ${signerOf(pem)}`]);
      expect(await verdicts(place.at, team.pem)).toEqual(["it is not by this key"]);
    }
  });
});
