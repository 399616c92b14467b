import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import type { LockRead } from "../../src/lock/lockfile.ts";
import { parseLock } from "../../src/lock/text/parse-lock.ts";
import { parseSources, type SourcesParsed } from "../../src/sources/parse-sources.ts";
import { loadEnvironments } from "../../src/manifest/load-environments.ts";
import { manifestSchema } from "../../src/manifest/schema.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../src/support/json.ts";
import { assertNever } from "../../src/support/assert-never.ts";
import type { Problem } from "../../src/support/problem.ts";
import { chartDependencies } from "../../src/sources/chart-dependencies.ts";
import { dependencySource } from "../../src/sources/dependency-source.ts";
import { readYamlSource } from "../../src/support/yaml-source.ts";
import { fakeSurroundings } from "../cli/fake-surroundings.ts";
import { blocksOf, DOCS, docText, ROOT, shellLines, type Block } from "./read-docs.ts";

// What the documentation shows is read by the code that it explains, and what can run here is run.

const YAML = DOCS.flatMap(blocksOf).filter((block) => block.language === "yaml");

describe("YAML blocks", () => {
  test.each(YAML.map((block) => [`${block.doc}:${block.line}`, block] as const))(
    "%s is sound",
    async (_place, block) => {
      expect(await complaintsAbout(block)).toEqual([]);
    },
  );

  test("docs/manifest.md and docs/inputs.md show every key of the manifest at work", () => {
    const shown = new Set(
      YAML.filter(({ doc }) => ["docs/manifest.md", "docs/inputs.md"].includes(doc)).flatMap((block) =>
        keysIn(dataOf(block)),
      ),
    );
    expect(keysOf(manifestSchema("Environment")).filter((key) => !shown.has(key))).toEqual([]);
  });

  test("the example of docs/manifest.md means what the page says", async () => {
    const block = YAML.find(
      ({ doc, text }) => doc === "docs/manifest.md" && text.startsWith("# environments/prod.yaml"),
    );
    const { environments } = await load(block!);
    const values = environments[0]!.clusters.map(
      (cluster) => cluster.addons.find((addon) => addon.name === "ingress")?.values,
    );
    expect(values).toEqual([
      { service: { annotations: { "load-balancer-name": "edge-prod-eu" } }, region: "eu-west-1", replicas: 3 },
      { service: { annotations: null }, region: "us-east-2", replicas: 2 },
    ]);
  });

  test("the merge conflict of docs/lock.md is one, and its way out works", () => {
    const conflict = blocksOf({ path: "docs/lock.md", text: docText("docs/lock.md") }).find(({ text }) =>
      text.startsWith("<<<<<<<"),
    );
    const lock = YAML.find((block) => block.doc === "docs/lock.md" && kindOf(block) === "lock")!.text;
    const line = "      chart: cert-manager@v1.21.2\n";
    const conflicting = lock.replace(line, conflict!.text);
    expect(parseLock(conflicting)).toMatchObject({ kind: "broken", problems: [{ code: "LOCK-MERGE-CONFLICT" }] });
    const ours = conflict!.text.replace(/^<<<.*\n([\s\S]*?)^===[\s\S]*$/m, "$1");
    expect(parseLock(conflicting.replace(conflict!.text, ours))).toMatchObject({ kind: "read" });
  });
});

describe("commands that need no cluster", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await copyOfProject();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const offline = /^addons (validate|graph|lock|vendor|cache|schema|values|help)\b/;
  const commands = [...new Set(shellLines(DOCS).map(({ command }) => command))].filter((line) => offline.test(line));

  test("are shown", () => {
    expect(commands).toEqual(
      expect.arrayContaining(["addons validate --env prod", "addons lock", "addons lock --check"]),
    );
  });

  test.each(commands)("%s works on this project", async (command) => {
    const { code, stderr } = await addons(command, folder);
    // Without Helm here the graph says that charts were not looked into.
    expect([code, stderr.replace(/^not all charts could be looked into.*\n/m, "")]).toEqual([0, ""]);
  });

  test("addons graph --env dev prints what docs/manifest.md shows", async () => {
    const { stdout } = await addons("addons graph --env dev", folder);
    expect(docText("docs/manifest.md")).toContain(`$ addons graph --env dev\n${stdout.trimEnd()}\n\`\`\``);
  });
});

async function complaintsAbout(block: Block): Promise<readonly string[]> {
  const kind = kindOf(block);
  switch (kind) {
    case "lock":
      return toldBy(parseLock(block.text));
    case "Sources":
      return toldBy(parseSources(block.text));
    case "Environment":
      return await problemsOf(block);
    case "Base":
    case "values":
      // Read with the environments of their page.
      return isUsed(block) ? [] : ["no manifest of the page names it"];
    case "pipeline":
      return [];
    case "chart":
      return wrongDependencies(block);
    case "cluster object":
      return isJsonObject(dataOf(block)["metadata"]) ? [] : ["no metadata"];
    default:
      return assertNever(kind);
  }
}

function toldBy(read: LockRead | SourcesParsed): readonly string[] {
  return read.kind === "broken" ? read.problems.map((problem) => problem.message) : [];
}

function wrongDependencies({ text }: Block): readonly string[] {
  const listed = chartDependencies(new Map([["Chart.yaml", Buffer.from(text)]]), "");
  const isPinned = (dependency: (typeof listed)[number]): boolean =>
    dependencySource(dependency, { kind: "local", path: "charts/shop" }).kind === "source";
  return listed.filter((dependency) => !isPinned(dependency)).map(({ name }) => name);
}

type BlockKind = "Environment" | "Base" | "Sources" | "lock" | "values" | "pipeline" | "chart" | "cluster object";

function kindOf(block: Block): BlockKind {
  const data = dataOf(block);
  if (data["lockVersion"] !== undefined) return "lock";
  if (data["kind"] === "Environment" || data["kind"] === "Base" || data["kind"] === "Sources") return data["kind"];
  if (isJsonObject(data["jobs"]) || /^\.git(hub|lab)/.test(block.file ?? "")) return "pipeline";
  if (Array.isArray(data["dependencies"])) return "chart";
  return typeof data["apiVersion"] === "string" ? "cluster object" : "values";
}

function isUsed(block: Block): boolean {
  const name = basename(block.file ?? "nowhere");
  const others = YAML.filter((other) => other.doc === block.doc && other !== block);
  return others.some((other) => ["Environment", "Base"].includes(kindOf(other)) && other.text.includes(name));
}

function dataOf({ doc, line, text }: Pick<Block, "doc" | "line" | "text">): JsonObject {
  const read = readYamlSource(text, `${doc}:${line}`);
  if (read.kind === "broken") throw new Error(read.problems.map((problem) => problem.message).join("\n"));
  if (!isJsonObject(read.source.data)) throw new Error(`${doc}:${line} is no map`);
  return read.source.data;
}

/** A project of an environment of a page: with all files of that page but other environments, and with this project's charts. */
async function projectOf(environment: Block): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "addons-docs-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(join(ROOT, "charts"), join(folder, "charts"), { recursive: true });
  const page = DOCS.filter(({ path }) => path === environment.doc).flatMap(blocksOf);
  const others = page.filter((block) => block.language !== "yaml" || kindOf(block) !== "Environment");
  for (const { file, text } of [...others, { ...environment, file: environment.file ?? "environments/prod.yaml" }]) {
    if (file === undefined) continue;
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  return folder;
}

async function load(environment: Block) {
  return await loadEnvironments({ files: createFiles(await projectOf(environment)) }, { names: "all" });
}

/** What `addons validate` says of an environment, apart from what it could not look at here. */
async function problemsOf(environment: Block): Promise<readonly string[]> {
  const folder = await projectOf(environment);
  const args = ["validate", "-o", "json", "--inputs", "skip"];
  const surroundings = fakeSurroundings(args, { cwd: folder, env: { ADDONS_CACHE: join(folder, "cache") } });
  await runCommandLine(surroundings);
  const { problems } = JSON.parse(surroundings.said.stdout) as { readonly problems: readonly Problem[] };
  return problems
    .filter(({ severity, code }) => severity !== "info" && code !== "CHECK-NOT-LOCKED")
    .map(({ at, code, message }) => `${at?.file}:${at?.line}: ${code} ${message}`);
}

/** Names of keys that a schema knows, of what users name themselves only what lies below. */
function keysOf(schema: JsonObject): readonly string[] {
  const properties = isJsonObject(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  const below = [...properties.map(([, key]) => key), schema["additionalProperties"], schema["items"]];
  return [...properties.map(([name]) => name), ...below.flatMap((key) => (isJsonObject(key) ? keysOf(key) : []))];
}

function keysIn(value: JsonValue): readonly string[] {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap(keysIn);
  return isJsonObject(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]) : [];
}

/** Commands may write files, so they get a project of their own. */
async function copyOfProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "addons-docs-"));
  for (const part of ["environments", "charts", "addons.lock.yaml"]) {
    await cp(join(ROOT, part), join(folder, part), { recursive: true });
  }
  // What a sync before would have left.
  const addons = [{ addon: "ingress", durationMs: 64_000 }];
  const clusters = [{ cluster: "prod-eu", addons }];
  await writeFile(join(folder, "sync.json"), JSON.stringify({ environments: [{ environment: "prod", clusters }] }));
  return folder;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function addons(command: string, cwd: string): Promise<Ended> {
  const args = [join(ROOT, "src/cli/main.ts"), ...command.split(/\s+/).slice(1)];
  const env = { PATH: process.env["PATH"] ?? "", HOME: cwd };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, env }, (error, stdout, stderr) => {
      const code = typeof error?.code === "number" ? error.code : error === null ? 0 : 1;
      resolve({ code, stdout, stderr });
    });
  });
}
