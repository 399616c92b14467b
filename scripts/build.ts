/**
 * `npm run build [-- FOLDER]`: the package in dist/. One bundle split at dynamic imports, so that `--version` loads none of the parts that
 * verbs need, and nothing is looked up in node_modules. Programs of our own that are started by file name (the supervisors of helm and of
 * playgrounds) are bundles of their own; they and their data lie flat beside main.js, where `import.meta.dirname` finds them.
 */
import { build, type BuildOptions } from "esbuild";
import { chmod, cp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { compiledSchemas, nodeModules, sharedGroups, type Group } from "./bundle-plugins.ts";

const root = resolve(import.meta.dirname, "..");
const outdir = resolve(process.argv[2] ?? join(root, "dist"));

const COMMON = {
  absWorkingDir: root,
  outdir,
  entryNames: "[name]",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node22.22",
  legalComments: "none",
  logLevel: "warning",
} as const satisfies BuildOptions;

const COMMAND_LINE = {
  ...COMMON,
  entryPoints: ["src/cli/main.ts"],
  chunkNames: "[name]-[hash]",
  splitting: true,
  metafile: true,
} as const satisfies BuildOptions;

const GROUPS: readonly Group[] = [
  // What is loaded before a verb is chosen.
  { roots: ["src/cli/run-command-line.ts"], servesEntry: (path) => !/\/cli\/(main|signals)\.ts$/.test(path) },
  // What reads and checks a project; `explain` does not.
  {
    roots: [
      "src/cli/verbs/validate.ts",
      "src/cli/verbs/graph.ts",
      "src/cli/project/check-charts.ts",
      "src/check/check-environments.ts",
      "src/outside/charts/create-chart-archives.ts",
      "src/outside/facts/create-facts-cache.ts",
      "src/outside/files/create-files.ts",
      "src/outside/files/read-once.ts",
      "src/outside/helm/create-helm.ts",
      "src/outside/process/run-processes.ts",
    ],
    servesEntry: (path) => !/\/(main|signals|run-command-line|explain|find-code|code-explanations)\.ts$/.test(path),
  },
  // What works on clusters.
  {
    roots: ["plan", "sync", "drift", "status"].map((verb) => `src/cli/verbs/${verb}.ts`),
    servesEntry: (path) =>
      /\/verbs\/(plan|sync|drift|status)\.ts$|\/outside\/kubernetes\/|\/terminal-view\.ts$/.test(path),
  },
];

await rm(outdir, { recursive: true, force: true });
const { metafile } = await build({ ...COMMAND_LINE, write: false, plugins: [compiledSchemas, nodeModules] });
const entries = Object.values(metafile.outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
await build({ ...COMMAND_LINE, plugins: [compiledSchemas, nodeModules, sharedGroups(entries, GROUPS)] });
await build({
  ...COMMON,
  entryPoints: ["src/outside/process/reaper-main.ts", "src/outside/playground/supervise-plane.ts"],
  plugins: [nodeModules],
});
await chmod(join(outdir, "main.js"), 0o755);
await cp(join(root, "src/outside/playground/stages"), join(outdir, "stages"), { recursive: true });
