import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lockEnvironments } from "../../src/lock/lock-environments.ts";
import type { Pin } from "../../src/lock/lockfile.ts";
import { archiveFindings, type Finding } from "../../src/lock/verify/verify-archive.ts";
import { verifyLock } from "../../src/lock/verify/verify-lock.ts";
import { outcomeOf } from "../../src/lock/verify/verify-problems.ts";
import type { ChartArchive } from "../../src/outside/charts/chart-archives.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { chart, gitArchives, gitSource } from "../outside/charts/git-archives.ts";
import { makeRepository, type GitRepository } from "../outside/charts/serve-git.ts";
import { workFolder } from "../outside/charts/work-folder.ts";
import { environment } from "./environments.ts";

const PIN: Pin = {
  chart: "demo@1.0.0",
  source: "oci://registry.example.com/demo",
  archive: "sha256:a",
  manifest: "sha256:m",
  content: "h1:c",
  signer: "pgp:A",
};

describe("an archive against its pin", () => {
  const cases: readonly (readonly [string, Partial<ChartArchive>, readonly string[]])[] = [
    ["the same", {}, []],
    ["another manifest", { manifest: "sha256:n" }, ["retagged"]],
    ["another archive", { archive: "sha256:b", manifest: "sha256:n" }, ["repackaged"]],
    ["other content", { archive: "sha256:b", manifest: "sha256:n", content: "h1:d" }, ["mutated"]],
    ["other content of the same archive", { content: "h1:d" }, ["mutated"]],
    ["another signer", { signers: ["pgp:B"] }, ["signer-changed"]],
    [
      "another archive by another signer",
      { archive: "sha256:b", signers: ["pgp:B"] },
      ["repackaged", "signer-changed"],
    ],
  ];
  const { signer: _signer, ...unsigned } = PIN;
  const archiveOf = (parts: Partial<ChartArchive>): ChartArchive => ({
    bytes: new Uint8Array(),
    archive: "sha256:a",
    manifest: "sha256:m",
    content: "h1:c",
    metadata: { name: "demo", version: "1.0.0" },
    files: new Map(),
    unpacked: async () => new Map(),
    ...parts,
  });
  const kinds = (findings: readonly Finding[]): readonly string[] => findings.map(({ kind }) => kind);

  test.each(cases)("%s", (_, parts, expected) => {
    const signed = archiveFindings(PIN, archiveOf({ signers: ["pgp:B", "pgp:A"], ...parts }), {
      signatures: "looked-for",
    });
    expect(kinds(signed)).toEqual(expected);
    const others = expected.filter((kind) => kind !== "signer-changed");
    expect(kinds(archiveFindings(unsigned, archiveOf(parts), { signatures: "looked-for" }))).toEqual(others);
  });

  test("a signature that is gone, and one that nobody looks for", () => {
    expect(kinds(archiveFindings(PIN, archiveOf({}), { signatures: "looked-for" }))).toEqual(["signature-lost"]);
    expect(kinds(archiveFindings(PIN, archiveOf({}), { signatures: "not-looked-for" }))).toEqual(["unchecked"]);
  });

  test("the worst finding decides", () => {
    const outcome = (...all: readonly Finding["kind"][]) =>
      outcomeOf([{ pin: PIN, places: [], findings: all.map((kind) => ({ kind, message: "", hint: "" })) }]);
    expect(outcome()).toBe("done");
    expect(outcome("deprecated", "moved-branch")).toBe("done");
    expect(outcome("deprecated", "unchecked")).toBe("incomplete");
    expect(outcome("unchecked", "repackaged")).toBe("differences");
    expect(outcome("gone", "unchecked", "mutated")).toBe("refused");
  });
});

describe("a pin of a git repository", () => {
  async function start(ref: string): Promise<{
    readonly repository: GitRepository;
    readonly tag: () => void;
    readonly found: (cache?: string) => Promise<readonly string[]>;
    readonly root: string;
  }> {
    const root = workFolder();
    const repository = makeRepository(join(root, "r"));
    repository.commit(chart("1.0.0"));
    const tag = (): void => {
      repository.git("tag", "-f", "v1");
      repository.git("push", "-q", "--force", repository.folder, "v1");
    };
    tag();
    const web = { chart: gitSource(`file://${repository.folder}`, "charts/web", ref) };
    const { lock } = await lockEnvironments(
      { environments: [environment("dev", { web }), environment("prod", { web })], update: "none" },
      { files: createFiles(root), charts: gitArchives(root).charts },
    );
    const found = async (cache = join(root, ".cache")): Promise<readonly string[]> => {
      const verified = await verifyLock({ lock }, { charts: gitArchives(root, { cache }).charts });
      expect(verified.map(({ places }) => places.map(({ environment: name }) => name))).toEqual([["dev", "prod"]]);
      return verified.flatMap(({ findings }) => findings.map(({ kind, message }) => `${kind}: ${message}`));
    };
    return { root, repository, tag, found };
  }

  test("a tag that moved, and one that is gone", async () => {
    const { repository, tag, found } = await start("v1");
    expect(await found()).toEqual([]);
    repository.commit({ "elsewhere.txt": "x" });
    expect(await found()).toEqual([]);
    tag();
    expect(await found()).toEqual(["moved-tag: v1 has moved to another commit, with the same chart"]);
    repository.commit(chart("1.0.0", { "values.yaml": "evil: true\n" }));
    tag();
    expect(await found()).toEqual(["moved-tag: v1 has moved to another commit, with another chart"]);
    repository.git("push", "-q", "--delete", repository.folder, "v1");
    expect(await found()).toEqual(["ref-gone: v1 is not in the repository any more"]);
  });

  test("a branch that has newer commits", async () => {
    const { repository, found } = await start("main");
    repository.commit(chart("1.1.0"));
    expect(await found()).toEqual(["moved-branch: main has moved to another commit, with another chart"]);
  });

  test("a repository that is gone was not checked, unless the commit is known to be", async () => {
    const { repository, root, found } = await start("main");
    rmSync(repository.folder, { recursive: true });
    const [other] = await found(join(root, "empty"));
    expect(other).toMatch(/^unchecked: could not be checked: /);
  });
});
