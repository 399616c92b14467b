import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeChart } from "../outside/charts/make-chart.ts";
import { indexOf, serveCharts, type ChartServer } from "../outside/charts/serve-charts.ts";
import { checkSarif } from "../report/problems/check-sarif.ts";
import { strictXml } from "../report/problems/strict-xml.ts";
import { schemaProblems } from "../report/schema-problems.ts";
import { addons, lockedProject, lockText, offer, otherFiles } from "./locked-project.ts";

interface Verified {
  readonly result: string;
  readonly verified: readonly {
    readonly chart: string;
    readonly places: readonly { readonly environment: string }[];
    readonly findings: readonly { readonly code: string; readonly files?: readonly string[]; readonly at?: object }[];
  }[];
}

async function verify(root: string, ...args: readonly string[]) {
  const said = await addons(root, ["lock", "--verify", "-o", "json", ...args]);
  const document = JSON.parse(said.stdout) as Verified;
  expect(schemaProblems("lock-report", document)).toEqual([]);
  return { ...said, document, codes: document.verified.flatMap(({ findings }) => findings.map(({ code }) => code)) };
}

const EVIL = { files: { "templates/evil.yaml": "kind: Secret\n" } };

/** The same archive name with other bytes, and an index that says so, or not. */
function replace(server: ChartServer, bytes: Buffer, digest?: "as-before"): void {
  const index = server.bodies.get("/index.yaml");
  server.bodies.set("/demo-1.0.0.tgz", bytes);
  if (digest === undefined) server.bodies.set("/index.yaml", indexOf([{ name: "demo", version: "1.0.0", bytes }]));
  else if (index) server.bodies.set("/index.yaml", index);
}

type Change = (server: ChartServer, root: string) => void;

/** What happened at the source, what it is called, and the exit code. */
const CASES: readonly (readonly [string, Change, readonly string[], number])[] = [
  ["nothing", () => undefined, [], 0],
  ["a newer version", (server) => offer(server, { "1.0.0": {}, "1.1.0": {} }), [], 0],
  ["other content", (server) => offer(server, { "1.0.0": EVIL }), ["LOCK-VERIFY-MUTATED"], 4],
  [
    "another archive of equal content",
    (server) => offer(server, { "1.0.0": { level: 1 } }),
    ["LOCK-VERIFY-REPACKAGED"],
    2,
  ],
  [
    "an archive that was replaced under its index",
    (server) => replace(server, makeChart("demo", "1.0.0", EVIL), "as-before"),
    ["LOCK-VERIFY-INDEX-DIGEST"],
    4,
  ],
  ["another chart under its name", (server) => replace(server, makeChart("evil", "1.0.0")), ["LOCK-VERIFY-REFUSED"], 4],
  ["a version that is listed no more", (server) => offer(server, { "1.1.0": {} }), ["LOCK-VERIFY-GONE"], 2],
  [
    "a chart that is listed no more",
    (server) =>
      server.bodies.set(
        "/index.yaml",
        indexOf([{ name: "other", version: "1.0.0", bytes: makeChart("other", "1.0.0") }]),
      ),
    ["LOCK-VERIFY-GONE"],
    2,
  ],
  ["an archive that is gone", (server) => server.bodies.delete("/demo-1.0.0.tgz"), ["LOCK-VERIFY-GONE"], 2],
  [
    "a repository that asks for a login",
    (server) => void (server.authorization = "Basic x"),
    ["LOCK-VERIFY-UNCHECKED"],
    3,
  ],
  ["a log-in page", (server) => server.faults.set("/index.yaml", { kind: "html" }), ["LOCK-VERIFY-UNCHECKED"], 3],
  [
    "deprecation",
    (server) => {
      const index = String(server.bodies.get("/index.yaml"));
      server.bodies.set(
        "/index.yaml",
        Buffer.from(index.replace("    apiVersion: v2", "    apiVersion: v2\n    deprecated: true")),
      );
    },
    ["LOCK-DEPRECATED"],
    0,
  ],
  [
    "a second entry with another digest",
    (server) => {
      const bytes = makeChart("demo", "1.0.0");
      const twice = [
        { name: "demo", version: "1.0.0", bytes },
        { name: "demo", version: "1.0.0", bytes, digest: "0".repeat(64) },
      ];
      server.bodies.set("/index.yaml", indexOf(twice));
    },
    ["LOCK-LISTED-TWICE"],
    0,
  ],
  [
    "a changed folder",
    (_, root) => writeFileSync(join(root, "charts/local/values.yaml"), "a: 1\n"),
    ["LOCK-VERIFY-FOLDER-CHANGED"],
    2,
  ],
  [
    "a difference and a source that cannot be asked",
    (server, root) => {
      server.authorization = "Basic x";
      writeFileSync(join(root, "charts/local/values.yaml"), "a: 1\n");
    },
    ["LOCK-VERIFY-UNCHECKED", "LOCK-VERIFY-FOLDER-CHANGED"],
    2,
  ],
];

describe("addons lock --verify", () => {
  test.each(CASES)("%s", async (...[, change, codes, code]) => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    const before = lockText(root);
    change(server, root);
    const files = otherFiles(root);
    const said = await verify(root);
    expect([said.codes, said.code]).toEqual([codes, code]);
    const result = { 0: "verified", 2: "different", 3: "incomplete", 4: "refused" }[code];
    expect(said.document.result).toBe(result);
    expect(lockText(root)).toBe(before);
    expect(otherFiles(root)).toEqual(files);
  });

  test("asks for each distinct pin once, past the cache, and names everything that takes it", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    const sent = server.requests.length;
    const { document } = await verify(root);
    expect(server.requests.slice(sent).map(({ path, status }) => `${status} ${path}`)).toEqual([
      "304 /index.yaml",
      "200 /demo-1.0.0.tgz",
    ]);
    expect(document.verified.map(({ chart, places }) => [chart, places.map(({ environment }) => environment)])).toEqual(
      [
        ["demo@1.0.0", ["dev", "prod"]],
        ["local@0.1.0", ["dev"]],
      ],
    );
    const some = await verify(root, "--env", "prod");
    expect(some.document.verified.map(({ places }) => places)).toEqual([[{ addon: "demo", environment: "prod" }]]);
    expect((await verify(root, "local")).document.verified.map(({ chart }) => chart)).toEqual(["local@0.1.0"]);
  });

  test("lists the files that changed while the pinned archive is at hand, and what is gone with where a copy is", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    const pinned = server.bodies.get("/demo-1.0.0.tgz") ?? Buffer.alloc(0);
    offer(server, { "1.0.0": EVIL });
    expect((await verify(root, "demo")).document.verified[0]?.findings[0]).toMatchObject({
      files: ["templates/evil.yaml"],
      at: { file: "addons.lock.yaml", line: 6, column: 5 },
    });
    const text = await addons(root, ["lock", "--verify", "demo"]);
    expect(text.code).toBe(4);
    expect(text.stdout.replaceAll(/[0-9a-f]{64}/g, "…")).toBe(
      [
        "  error LOCK-VERIFY-MUTATED: demo (dev, prod): demo@1.0.0 was published again with another content  addons.lock.yaml:6:5",
        "      pinned   sha256:…",
        "      found    sha256:…",
        "      changed  templates/evil.yaml",
        "      → do not install it before you know who changed it and why; once it is reviewed: addons lock --accept-changed demo",
        "addons.lock.yaml: 1 pin asked for again; not all of what came can be trusted",
        "",
      ].join("\n"),
    );
    server.bodies.set("/index.yaml", indexOf([{ name: "demo", version: "2.0.0", bytes: pinned }]));
    expect((await addons(root, ["lock", "--verify"])).stdout).toMatch(/; a verified copy is on this computer/);
    rmSync(join(root, ".cache"), { recursive: true });
    expect((await addons(root, ["lock", "--verify"])).stdout).toMatch(/; there is no copy of it on this computer/);
    mkdirSync(join(root, "charts/vendor"));
    writeFileSync(join(root, "charts/vendor/demo-1.0.0.tgz"), pinned);
    expect((await addons(root, ["lock", "--verify"])).stdout).toMatch(/; a verified copy is on this computer/);
  });

  test("in the formats of problem lists; the exit code is the same in each", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    offer(server, { "1.0.0": EVIL });
    const files = ["json", "junit", "sarif", "markdown"].flatMap((format) => ["-o", `${format}=${format}`]);
    const said = await addons(root, ["lock", "--verify", "-o", "github", ...files]);
    expect(said.code).toBe(4);
    const of = (format: string): string => said.files.get(join(root, format)) ?? "";
    expect(said.stdout).toMatch(/^::error file=addons\.lock\.yaml,line=6,col=5,title=LOCK-VERIFY-MUTATED::demo \(dev/);
    expect(JSON.stringify(strictXml(of("junit")))).toContain("addons lock");
    expect(of("junit")).toContain('<testcase name="addons.lock.yaml" classname="addons.lock"');
    checkSarif(JSON.parse(of("sarif")));
    expect(of("sarif")).toContain("LOCK-VERIFY-MUTATED");
    expect(of("markdown")).toContain("LOCK-VERIFY-MUTATED");
  });

  test("needs a sound lock, and no manifest", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    expect((await addons(root, ["lock", "--verify"])).code).toBe(2);
    await addons(root, ["lock"]);
    const lock = lockText(root);
    writeFileSync(join(root, "environments/dev.yaml"), "kind: [");
    expect((await verify(root)).code).toBe(0);
    writeFileSync(join(root, "addons.lock.yaml"), `# mine\n${lock}`);
    expect((await verify(root)).code).toBe(0);
    writeFileSync(join(root, "addons.lock.yaml"), lock.replace("lockVersion: 1", "lockVersion: 2"));
    expect(await addons(root, ["lock", "--verify"])).toMatchObject({ code: 64, stdout: "" });
  });

  test("a digest that was edited by hand is not the pinned chart", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    const edited = lockText(root).replaceAll(/content: h1:...../g, "content: h1:AAAAA");
    writeFileSync(join(root, "addons.lock.yaml"), edited);
    const said = await verify(root, "demo");
    expect([said.codes, said.code]).toEqual([["LOCK-VERIFY-MUTATED"], 4]);
    expect(said.stdout).toContain("the lock was edited by hand");
  });
});
