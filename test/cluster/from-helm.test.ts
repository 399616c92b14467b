/** docs/from-helm.md against the real Helm: what its script passes is what its manifest passes, and each row on types is true. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { loadEnvironments } from "../../src/manifest/load-environments.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { blocksOf, docText } from "../docs/read-docs.ts";
import { describeWithCluster, helmBinaries } from "./plane.ts";

const PAGE = { path: "docs/from-helm.md", text: docText("docs/from-helm.md") };
const BLOCKS = blocksOf(PAGE);

describeWithCluster("docs/from-helm.md", () => {
  let root = "";
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "addons-from-helm-"));
    write("dump/Chart.yaml", "apiVersion: v2\nname: dump\nversion: 1.0.0\n");
    write("dump/templates/values.yaml", "values: {{ .Values | toJson }}\n");
    // What is null takes away a default, which has to be there to be taken away.
    write("dump/values.yaml", "gone: default\nsnapshotsEnabled: true\n");
    // A later block with the same name is an example of its own.
    for (const { file, text } of [...BLOCKS].reverse()) if (file !== undefined) write(file, text);
    cpSync(join(root, "environments/values/ingress.yaml"), join(root, "ingress.yaml"));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  /** What a chart sees as its values. */
  function seen(helm: string, flags: readonly string[]): unknown {
    const text = execFileSync(helm, ["template", "x", "dump", ...flags], { cwd: root, encoding: "utf8" });
    return (parse(text) as { readonly values: unknown }).values;
  }

  /** Value flags of each `helm upgrade` of the script, by release, as a shell passes them. */
  function flagsOfScript(): ReadonlyMap<string, readonly string[]> {
    const script = BLOCKS.find(({ text }) => text.startsWith("#!/usr/bin/env bash"))?.text ?? "";
    const record = "helm() { printf '%s\\0' \"$@\" ''; printf '\\n\\0'; }\n";
    const said = execFileSync("bash", ["--norc", "-c", record + script], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "", BACKUP_BUCKET: "example-backups" },
    });
    const calls = said.split("\n\0").map((call) => call.split("\0").filter((word) => word !== ""));
    const upgrades = calls.filter((words) => words.includes("upgrade"));
    return new Map(upgrades.map((words) => [words[words.indexOf("--install") + 1] ?? "", valueFlags(words)]));
  }

  test.each(["helm4", "helm3"] as const)("the manifest passes what the script passed (%s)", async (name) => {
    const helm = helmBinaries()[name];
    const { environments, problems } = await loadEnvironments({ files: createFiles(root) }, { names: ["prod"] });
    expect(problems).toEqual([]);
    const addons = environments[0]?.clusters[0]?.addons ?? [];
    const flags = flagsOfScript();
    expect([...flags.keys()].toSorted()).toEqual(addons.map(({ release }) => release).toSorted());
    for (const { release, values } of addons) {
      write("values.json", JSON.stringify(values));
      expect([release, seen(helm, ["-f", "values.json"])]).toEqual([release, seen(helm, flags.get(release) ?? [])]);
    }
  });

  test.each(["helm4", "helm3"] as const)("each row of the table of types is true (%s)", (name) => {
    const table = /<!-- types of --set -->([\s\S]*?)<!-- end of types -->/.exec(PAGE.text)?.[1] ?? "";
    const rows = [...table.matchAll(/^\| `(--\S+) (.+?)` \| `(.+?)` \|/gm)];
    expect(rows.length).toBeGreaterThan(10);
    for (const [, flag = "", assignment = "", yaml = ""] of rows) {
      write("values.yaml", yaml);
      const written = seen(helmBinaries()[name], ["-f", "values.yaml"]);
      expect([assignment, seen(helmBinaries()[name], [flag, assignment])]).toEqual([assignment, written]);
    }
  });
});

const WITH_VALUE = new Set(["-f", "--values", "--set", "--set-string", "--set-json"]);

function valueFlags(words: readonly string[]): readonly string[] {
  return words.flatMap((word, at) => (WITH_VALUE.has(word) ? [word, words[at + 1] ?? ""] : []));
}
