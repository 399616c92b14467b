import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { readChart } from "../../src/outside/charts/archive/read-chart.ts";
import { packFolder } from "../../src/outside/charts/folder/pack-folder.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { publish, serveCharts } from "../outside/charts/serve-charts.ts";
import { workFolder } from "../outside/charts/work-folder.ts";
import { describeWithCluster, helmBinaries } from "./plane.ts";

const IGNORE = `\ufeff# comment
*.bak
/only-root.txt
docs/
build/*.o
a/b/c
[0-9]*.log
wild?.txt
\\#literal
  padded.txt  \r
nested/deep/*/skip
.git/
`;

const CHART: Readonly<Record<string, string>> = {
  "Chart.yaml": "apiVersion: v2\nname: demo\nversion: 1.2.3\n",
  ".helmignore": IGNORE,
  "values.yaml": "a: 1\n",
  "values.schema.json": "{}",
  "README.md": "x",
  LICENSE: "x",
  "templates/a.yaml": "a: 1\n",
  "templates/_helpers.tpl": "",
  "templates/.hidden.yaml": "x",
  "templates/sub/.hidden.yaml": "x",
  "templates/x.bak": "x",
  "crds/crd.yaml": "a: 1\n",
  "files/data.bin": "\u0000\u0001",
  "files/empty": "",
  "only-root.txt": "x",
  "sub/only-root.txt": "x",
  "docs/a.md": "x",
  "sub/docs/b.md": "x",
  "sub/docs.txt": "x",
  "build/x.o": "x",
  "build/sub/x.o": "x",
  "a/b/c": "x",
  "a/b/cd": "x",
  "z/a/b/c": "x",
  "1x.log": "x",
  "x1.log": "x",
  "sub/2.log": "x",
  "wild1.txt": "x",
  "wild12.txt": "x",
  "#literal": "x",
  "padded.txt": "x",
  "nested/deep/one/skip": "x",
  "nested/deep/one/two/skip": "x",
  ".git/config": "x",
  "charts/child/Chart.yaml": "apiVersion: v2\nname: child\nversion: 0.1.0\n",
  "charts/child/templates/x.yaml": "a: 1\n",
  "charts/child/x.bak": "x",
};

const FOLDERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "a rich .helmignore": CHART,
  "no .helmignore": Object.fromEntries(Object.entries(CHART).filter(([path]) => path !== ".helmignore")),
  "negated rules": { ...CHART, ".helmignore": "!*.yaml\n" },
  "rules that name everything": { ...CHART, ".helmignore": "sub\nfiles/\ncrds/*\n*.t?t\n[^a-y]*.log\n" },
};

/** Helm drops byte order marks; the archive keeps them, and so does our list of files. */
const text = (bytes: Uint8Array | undefined): string =>
  Buffer.from(bytes ?? [])
    .toString()
    .replace(/^\ufeff/, "");

/** Helm rewrites these from what it parsed; all other files are copied. */
const REWRITTEN = /(^|\/)(Chart\.yaml|Chart\.lock)$/;

describeWithCluster("chart archives", () => {
  describe.each(["helm4", "helm3"] as const)("against %s", (name) => {
    const helm = async (folder: string, args: readonly string[]): Promise<void> => {
      const env = {
        PATH: "",
        HOME: folder,
        HELM_CACHE_HOME: join(folder, "c"),
        HELM_CONFIG_HOME: join(folder, "d"),
        HELM_DATA_HOME: join(folder, "e"),
      };
      await promisify(execFile)(helmBinaries()[name], args, { env });
    };

    it.each(Object.keys(FOLDERS))("pack the same files with %s", async (folder) => {
      const files = Object.fromEntries(
        Object.entries(FOLDERS[folder] ?? {}).map(([path, body]) => [`demo/${path}`, body]),
      );
      const root = workFolder(files);
      await helm(root, ["package", join(root, "demo"), "-d", join(root, "out")]);
      const theirs = await readChart(readFileSync(join(root, "out/demo-1.2.3.tgz")), "theirs");
      const ours = await packFolder(root, "demo");
      expect([...ours.files.keys()].sort()).toEqual([...theirs.files.keys()].sort());
      for (const [path, bytes] of theirs.files) {
        const copied = REWRITTEN.test(path) || text(bytes) === text(ours.files.get(path));
        expect([path, copied]).toEqual([path, true]);
      }
    });

    it("refuse a negated folder rule, which leaves every file out, Chart.yaml too", async () => {
      const root = workFolder({ "demo/Chart.yaml": CHART["Chart.yaml"] ?? "", "demo/.helmignore": "!docs/\n" });
      await expect(helm(root, ["package", join(root, "demo"), "-d", root])).rejects.toThrow(
        /Chart\.yaml file is missing/,
      );
      await expect(packFolder(root, "demo")).rejects.toThrow(/has no Chart\.yaml/);
    });

    it("hold the files that `helm pull --untar` writes, and Helm reads our packages", async () => {
      await using server = await serveCharts();
      const root = workFolder(Object.fromEntries(Object.entries(CHART).map(([path, body]) => [`demo/${path}`, body])));
      const packed = await packFolder(root, "demo");
      const plain = makeChart("plain", "0.1.0", { files: { [`${"deep/".repeat(24)}é.txt`]: "x" } });
      publish(server, [
        { name: "demo", version: "1.2.3", bytes: Buffer.from(packed.bytes) },
        { name: "plain", version: "0.1.0", bytes: plain },
      ]);
      for (const [chart, bytes] of [
        ["demo", packed.bytes],
        ["plain", plain],
      ] as const) {
        await helm(root, ["pull", chart, "--repo", server.url, "--untar", "--untardir", join(root, `untar-${chart}`)]);
        const theirs = filesBelow(join(root, `untar-${chart}`, chart));
        const ours = (await readChart(bytes, chart)).files;
        expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
        for (const [path, theirText] of theirs) expect([path, text(ours.get(path))]).toEqual([path, theirText]);
      }
    });
  });
});

function filesBelow(folder: string): ReadonlyMap<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
