import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkProvenance } from "../../../../src/outside/helm/check-provenance.ts";
import { archiveFileName, provenanceProblem } from "../../../../src/outside/charts/signatures/read-provenance.ts";
import { readKeyring } from "../../../../src/outside/charts/signatures/read-keyring.ts";
import { createProcesses } from "../../../../src/outside/process/run-processes.ts";
import { sha256 } from "../../../../src/support/sha256.ts";
import { describeWithPrograms, programPath } from "../../../cluster/plane.ts";
import { makeChart } from "../make-chart.ts";
import { workFolder, writeFiles } from "../work-folder.ts";
import { openGpg, provenanceBody, type Gpg, type PgpKey } from "./pgp.ts";

const SUBJECT = { name: "web", version: "1.0.0" };
const CHART = makeChart("web", "1.0.0");

describeWithPrograms("provenance files", ["helm4", "helm3"], () => {
  let gpg: Gpg;
  let team: PgpKey;
  let other: PgpKey;
  let old: PgpKey;
  let rotated: PgpKey & { readonly before: Buffer };
  beforeAll(() => {
    gpg = openGpg();
    team = gpg.makeKey("team");
    other = gpg.makeKey("other");
    old = gpg.makeKey("old", "expired");
    rotated = gpg.rotate("rotated");
  });
  afterAll(() => gpg[Symbol.dispose]());

  /** As `addons lock` judges it: by its own reading first, then by helm. */
  async function ours(helm: "helm4" | "helm3", given: Given): Promise<string> {
    const subject = { ...SUBJECT, archive: `sha256:${sha256(given.archive)}` };
    const problem = provenanceProblem(given.provenance, subject);
    if (problem !== undefined) return problem;
    const keyring = readKeyring(given.keyring);
    if (keyring.kind === "wrong") return keyring.message;
    const options = {
      processes: async () => createProcesses(),
      env: { ADDONS_HELM: programPath(helm), PATH: "" },
      temporaryRoot: workFolder(),
    };
    const request = { ...given, fileName: archiveFileName(subject), keyring: keyring.keyring.bytes };
    const verdict = await checkProvenance(options, request);
    return verdict.kind === "good" ? `good ${verdict.fingerprint}` : verdict.said;
  }

  /** What a person sees who runs helm by hand. */
  function byHand(helm: "helm4" | "helm3", given: Given): boolean {
    const folder = workFolder({
      "web-1.0.0.tgz": given.archive,
      "web-1.0.0.tgz.prov": given.provenance,
      "k.gpg": given.keyring,
    });
    const args = ["verify", "web-1.0.0.tgz", "--keyring", "k.gpg"];
    return spawnSync(programPath(helm), args, { cwd: folder, env: { HOME: folder } }).status === 0;
  }

  interface Given {
    readonly archive: Buffer;
    readonly provenance: Buffer;
    readonly keyring: Uint8Array;
  }

  interface Case {
    readonly name: string;
    readonly given: () => Given;
    readonly expected: RegExp;
    /** Where we are stricter than Helm. */
    readonly helm?: "accepts";
  }

  const signed = (key: PgpKey, body?: string): Given => ({
    archive: CHART,
    provenance: key.sign({ ...SUBJECT, archive: CHART, ...(body === undefined ? {} : { body }) }),
    keyring: team.binary,
  });
  const swap = (given: Given, from: string, to: string): Given => ({
    ...given,
    provenance: Buffer.from(given.provenance.toString().replace(from, to)),
  });
  const BODY = provenanceBody({ ...SUBJECT, archive: CHART });

  const CASES: readonly Case[] = [
    { name: "good", given: () => signed(team), expected: /^good [0-9A-F]{40}$/ },
    {
      name: "good, one key of several",
      given: () => ({ ...signed(team), keyring: Buffer.concat([other.binary, team.binary]) }),
      expected: /^good/,
    },
    {
      name: "another archive",
      given: () => ({ ...signed(team), archive: makeChart("web", "1.0.0", { level: 1 }) }),
      expected: /names another digest/,
    },
    {
      name: "a tampered text",
      given: () => swap(signed(team), "apiVersion: v2", "apiVersion: v1"),
      expected: /hash tag doesn't match|invalid signature|verification failure/,
    },
    { name: "another key", given: () => signed(other), expected: /unknown entity/ },
    { name: "an expired key", given: () => ({ ...signed(old), keyring: old.binary }), expected: /key expired/ },
    {
      name: "a key that was revoked later",
      given: () => ({ ...signed(team), keyring: gpg.revoked(team) }),
      expected: /revoked key/,
    },
    {
      name: "a subkey, by the name of its key",
      given: () => ({ ...signed(rotated), keyring: rotated.binary }),
      expected: /^good [0-9A-F]{40}$/,
    },
    {
      name: "a subkey that the keyring does not have yet",
      given: () => ({ ...signed(rotated), keyring: rotated.before }),
      expected: /unknown entity/,
    },
    {
      name: "a signature with SHA-1",
      given: () => ({ ...signed(team), provenance: team.sign({ ...SUBJECT, archive: CHART, digest: "SHA1" }) }),
      expected: /made by SHA-1/,
      helm: "accepts",
    },
    {
      name: "another chart",
      given: () => signed(team, BODY.replaceAll("web", "api")),
      expected: /it is about api 1\.0\.0, not web 1\.0\.0/,
    },
    {
      name: "another version",
      given: () => signed(team, BODY.replace("version: 1.0.0", "version: 1.0.1")),
      expected: /it is about web 1\.0\.1/,
      helm: "accepts",
    },
    {
      name: "two files",
      given: () => signed(team, `${BODY}  api-1.0.0.tgz: sha256:00\n`),
      expected: /and that alone/,
      helm: "accepts",
    },
    {
      name: "no files",
      given: () => signed(team, "apiVersion: v2\nname: web\nversion: 1.0.0\n"),
      expected: /not the metadata of a chart/,
    },
    {
      name: "nothing",
      given: () => ({ ...signed(team), provenance: Buffer.alloc(0) }),
      expected: /not one signed text/,
    },
    {
      name: "a web page",
      given: () => ({ ...signed(team), provenance: Buffer.from("<html>") }),
      expected: /not one signed text/,
    },
    {
      name: "words before the signed text",
      given: () => swap(signed(team), "-----BEGIN", "name: web\n-----BEGIN"),
      expected: /not one signed text/,
      helm: "accepts",
    },
    {
      name: "words after it",
      given: () => ({ ...signed(team), provenance: Buffer.from(`${signed(team).provenance.toString()}name: web\n`) }),
      expected: /not one signed text/,
      helm: "accepts",
    },
    {
      name: "two signed texts",
      given: () => ({
        ...signed(team),
        provenance: Buffer.concat([signed(team).provenance, signed(other).provenance]),
      }),
      expected: /not one signed text/,
      helm: "accepts",
    },
    {
      name: "no signature",
      given: () => ({ ...signed(team), provenance: Buffer.from(BODY) }),
      expected: /not one signed text/,
    },
  ];

  describe.each(["helm4", "helm3"] as const)("by %s", (helm) => {
    it.each(CASES)("$name", async ({ given, expected, helm: helms }) => {
      const made = given();
      const verdict = await ours(helm, made);
      expect(verdict).toMatch(expected);
      // What we take, helm takes; what we refuse, helm refuses, too, but for what is said above.
      expect(byHand(helm, made)).toBe(helms === "accepts" || verdict.startsWith("good"));
    });

    it("names the primary key, whichever subkey signed", async () => {
      expect(await ours(helm, { ...signed(rotated), keyring: rotated.binary })).toBe(`good ${rotated.fingerprint}`);
    });

    it("takes what this helm signs itself", async () => {
      const folder = workFolder({ "secret.gpg": team.secret });
      writeFiles(folder, { "web/Chart.yaml": 'apiVersion: v2\nname: web\nversion: 1.0.0\ndescription: "- a: dash"\n' });
      const args = ["package", "web", "--sign", "--key", "team", "--keyring", "secret.gpg"];
      execFileSync(programPath(helm), args, { cwd: folder, env: { HOME: folder }, stdio: "ignore" });
      const read = (name: string): Buffer => readFileSync(join(folder, name));
      const given = {
        archive: read("web-1.0.0.tgz"),
        provenance: read("web-1.0.0.tgz.prov"),
        keyring: Buffer.from(team.armored),
      };
      expect(await ours(helm, given)).toBe(`good ${team.fingerprint}`);
    });

    it("leaves nothing behind and reads no home", async () => {
      const home = workFolder();
      writeFileSync(join(home, "pubring.gpg"), team.binary);
      const root = workFolder();
      const processes = createProcesses();
      const options = {
        processes: async () => processes,
        env: { ADDONS_HELM: programPath(helm), HOME: home },
        temporaryRoot: root,
      };
      const keyring = other.binary;
      const provenance = signed(team).provenance;
      await checkProvenance(options, { fileName: "web-1.0.0.tgz", archive: CHART, provenance, keyring });
      expect(processes.started.map(({ args }) => args)).toEqual([
        ["verify", "--keyring=keyring.gpg", "--", "web-1.0.0.tgz"],
      ]);
      expect(readdirSync(root)).toEqual([]);
    });
  });

  it("reads any text without a crash, and takes no damaged one", () => {
    const good = signed(team).provenance.toString();
    const subject = { ...SUBJECT, archive: `sha256:${sha256(CHART)}` };
    expect(provenanceProblem(Buffer.from(good), subject)).toBeUndefined();
    fc.assert(
      fc.property(
        fc.nat(good.indexOf("-----BEGIN PGP SIGNATURE") - 1),
        fc.string({ minLength: 1, maxLength: 5 }),
        (at, text) => {
          const changed = good.slice(0, at) + text + good.slice(at);
          const problem = provenanceProblem(Buffer.from(changed), subject);
          // What is left undecided here has the right name, version and digest; helm judges the signature.
          expect(problem !== undefined || changed.includes(sha256(CHART))).toBe(true);
        },
      ),
      { seed: 3, numRuns: 500 },
    );
  });
});
