/**
 * `npm run build [-- FOLDER]`: the package in dist/. One bundle split at dynamic imports, so that `--version` loads none of the parts that
 * verbs need, and nothing is looked up in node_modules. Programs of our own that are started by file name (the supervisors of helm and of
 * playgrounds) are entries of their own; they and their data lie flat beside main.js, where `import.meta.dirname` finds them.
 */
import { build } from "esbuild";
import { chmod, cp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const outdir = resolve(process.argv[2] ?? join(root, "dist"));

await rm(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ["src/cli/main.ts", "src/outside/process/reaper-main.ts", "src/outside/playground/supervise-plane.ts"],
  outdir,
  entryNames: "[name]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22.22",
  legalComments: "none",
  logLevel: "warning",
  // CommonJS packages in the bundle ask for Node's own modules with `require`.
  banner: {
    js: 'import { createRequire as createRequireOfBundle } from "node:module";\nconst require = createRequireOfBundle(import.meta.url);',
  },
});
await chmod(join(outdir, "main.js"), 0o755);
await cp(join(root, "src/outside/playground/stages"), join(outdir, "stages"), { recursive: true });
