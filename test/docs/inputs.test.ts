import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadEnvironments } from "../../src/manifest/load-environments.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { createInputs } from "../../src/outside/inputs/create-inputs.ts";
import { programEnvironment } from "../../src/outside/inputs/program-environment.ts";
import { createRedactor } from "../../src/support/redact.ts";
import { resolveReferences } from "../../src/values/references.ts";
import type { Scope } from "../../src/values/scope.ts";
import { blocksOf, docText, type Block } from "./read-docs.ts";

const PAGE = docText("docs/inputs.md");
const BLOCKS = blocksOf({ path: "docs/inputs.md", text: PAGE });

test("the first example means what the page says, read from its own files", async () => {
  const root = await project(BLOCKS.filter(({ file }) => file !== undefined && !file.includes("staging")));
  const files = createFiles(root);
  const processes = async () => Promise.reject(new Error("nothing is run"));
  const inputs = createInputs({ files, processes, env: {}, now: Date.now, redactor: createRedactor() });
  const { environments, problems } = await loadEnvironments({ files, inputs }, { names: "all" });
  expect(problems).toEqual([]);
  expect(environments[0]?.clusters[0]?.addons.map(({ values }) => values)).toEqual([
    {
      region: "eu-west-1",
      zoneIDs: ["Z0123456789A", "Z0123456789B"],
      txtOwnerId: "prod.example.com",
      serviceAccount: {
        annotations: {
          "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/external-dns.kube-system.sa.prod.example.com",
        },
      },
    },
    {
      server: {
        externalLabels: { team: "platform" },
        externalUrl: "https://prometheus.eu-west-1a.example.com",
      },
    },
  ]);
});

test("every reference of the table is one, and means what stands beside it", () => {
  const rows = PAGE.split("\n").filter((line) => /^\| `[^|]*\$\{/.test(line));
  const written = rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ""),
  );
  const data = { zone_ids: ["a", "b"], labels: { "team/name": "platform" }, host: "h" };
  const spec = { subnets: [{ name: "a" }, { name: "b" }] };
  const scope: Scope = new Map([
    ["tf", { kind: "known", data, secret: [], names: "open" }],
    ["kops", { kind: "known", data: { spec }, secret: [], names: "open" }],
  ]);
  const resolved = written.map((text) => resolveReferences(text, scope));
  expect(resolved.flatMap(({ faults }) => faults)).toEqual([]);
  const values = [["a", "b"], "a", "b", "platform", "https://h/", "example.com", 3, "3", "", null, "${tf.host}"];
  expect(resolved.map(({ value }) => value)).toEqual(values);
});

test("the table of variables has all that programs are given", () => {
  for (const program of ["terraform", "tofu", "kops", "sops"] as const) {
    const row = PAGE.split("\n").find((line) => line.startsWith(`| ${program} |`)) ?? "";
    const names = [...(row.split("|")[3] ?? "").matchAll(/`([A-Z0-9_]+)(\*?)`/g)].map(
      ([, name, more]) => `${name}${more === "*" ? "X" : ""}`,
    );
    const others = ["KUBECONFIG", "HELM_X", "MY_SECRET", "TF_LOG", "GITHUB_TOKEN"];
    const env = Object.fromEntries([...names, ...others].map((name) => [name, "1"]));
    const given = Object.keys(programEnvironment(program, env)).filter((name) => env[name] !== undefined);
    expect([program, given.sort()]).toEqual([program, names.sort()]);
  }
});

async function project(blocks: readonly Block[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "addons-docs-inputs-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const charts = ["dns", "monitoring"].map((name) => ({ file: `charts/${name}/Chart.yaml`, text: `name: ${name}\n` }));
  for (const { file = "", text } of [...blocks, ...charts]) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  return root;
}
