import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { schemaProblems } from "../report/schema-problems.ts";
import { readDot } from "../report/graph/read-dot.ts";
import { readMermaid } from "../report/graph/read-mermaid.ts";
import { readXml } from "../report/graph/read-xml.ts";
import { fakeSurroundings } from "./fake-surroundings.ts";
import { projectFolder, SMALL_PROJECT } from "./project-folder.ts";

async function run(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const file = join(cwd, "sync.json");
  const files = existsSync(file) ? { [file]: readFileSync(file, "utf8") } : {};
  const surroundings = fakeSurroundings(args, { cwd, files, env: { ADDONS_CACHE: `${cwd}/cache`, ...env } });
  const code = await runCommandLine(surroundings);
  return { code, ...surroundings.said };
}

const dev = SMALL_PROJECT["environments/dev.yaml"] ?? "";
const TWO_CLUSTERS = {
  ...SMALL_PROJECT,
  "environments/dev.yaml": dev
    .replace(
      "addons:\n",
      '  second: { context: second, kubernetes: "1.37", addons: { web: { enabled: false } } }\naddons:\n',
    )
    .replace("namespace: small }", "namespace: small, labels: { tier: core } }"),
};

describe("addons graph", () => {
  it("writes every format to a file, text to stdout", async () => {
    const root = projectFolder(TWO_CLUSTERS);
    const formats = ["svg", "html", "dot", "mermaid", "json"].flatMap((format) => ["-o", `${format}=out.${format}`]);

    const { code, stdout, stderr, files } = await run(root, ["graph", "--charts", "skip", ...formats]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(`dev/local: 2 add-ons, 1 need, 2 waves

wave 1, starts at once
└─ base  1 waits for it

wave 2
└─ web   needs base

dev/second: 1 add-on, 0 needs, 1 wave

wave 1, starts at once
└─ base
`);
    const file = (format: string): string => files.get(`${root}/out.${format}`) ?? "";
    expect(readXml(file("svg")).texts.get("title")).toContain("web needs base");
    expect(readXml(file("html").replace("<!doctype html>\n", ""), ["meta"]).elements.get("svg")).toBe(2);
    expect(readDot(file("dot")).nodes.size).toBe(3);
    expect(readMermaid(file("mermaid")).nodes.size).toBe(3);
    expect(schemaProblems("graph", JSON.parse(file("json")))).toEqual([]);
  });

  it("prints one picture of all clusters to stdout, and of the chosen one alone", async () => {
    const root = projectFolder(TWO_CLUSTERS);
    const titles = async (...args: readonly string[]): Promise<readonly string[]> => {
      const { stdout } = await run(root, ["graph", "--charts", "skip", "-o", "svg", ...args]);
      return [...stdout.matchAll(/<text class="title"[^>]*>([^<]*)/g)].map((match) => match[1] ?? "");
    };

    expect(await titles()).toEqual(["dev/local", "dev/second"]);
    expect(await titles("--cluster", "second")).toEqual(["dev/second"]);
    expect(await titles("--only", "web")).toEqual(["dev/local"]);
    expect(await titles("-l", "tier in (core)")).toEqual(["dev/local, dev/second"]);
  });

  it("says that charts were not looked into when they are not at hand", async () => {
    const root = projectFolder(TWO_CLUSTERS);

    const { code, stdout, stderr } = await run(root, ["graph", "-o", "json"]);

    expect(code).toBe(0);
    expect(schemaProblems("graph", JSON.parse(stdout))).toEqual([]);
    expect(stderr).toContain("not all charts could be looked into; addons validate says why");
  });

  it("tells durations and the critical path as JSON", async () => {
    const addons = [
      { addon: "base", durationMs: 2000 },
      { addon: "web", durationMs: 500 },
    ];
    const sync = { environments: [{ environment: "dev", clusters: [{ cluster: "local", addons }] }] };
    const root = projectFolder({ ...TWO_CLUSTERS, "sync.json": JSON.stringify(sync) });

    const args = ["graph", "--charts", "skip", "--durations", "sync.json", "-o", "json"];
    const document = JSON.parse((await run(root, args)).stdout) as object;

    expect(schemaProblems("graph", document)).toEqual([]);
    expect(document).toMatchObject({
      environments: [
        {
          clusters: [
            {
              cluster: "local",
              addons: [{ addon: "base", durationMs: 2000 }, { addon: "web" }],
              criticalPath: { addons: ["base", "web"], durationMs: 2500 },
            },
            { cluster: "second" },
          ],
        },
      ],
    });
    const other = await run(root, [...args, "--cluster", "second"]);
    expect([other.code, other.stderr]).toEqual([
      0,
      "sync.json says of none of these clusters how long an add-on took\n",
    ]);
  });

  it("takes the selection from variables, but not two of them", async () => {
    const root = projectFolder(TWO_CLUSTERS);
    const args = ["graph", "--charts", "skip"];

    const one = await run(root, args, { ADDONS_SELECTOR: "tier=core" });
    const beaten = await run(root, [...args, "--only", "web"], { ADDONS_SELECTOR: "tier=core" });
    const both = await run(root, args, { ADDONS_SELECTOR: "tier=core", ADDONS_ONLY: "web" });

    expect(one.stdout).toMatch(/^dev\/local, dev\/second: 1 add-on/);
    expect(beaten.stdout).toContain("└─ web");
    expect([both.code, both.stderr]).toEqual([64, expect.stringContaining("exclude each other") as string]);
  });
});
