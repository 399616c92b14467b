/**
 * `npm run build [-- FOLDER]`: the package in dist/. One bundle split at dynamic imports, so that `--version` loads none of the parts that
 * verbs need, and nothing is looked up in node_modules. Programs of our own that are started by file name (the supervisors of helm and of
 * playgrounds) are entries of their own; they and their data lie flat beside main.js, where `import.meta.dirname` finds them.
 */
import standalone from "ajv/dist/standalone/index.js";
import { build, type Plugin } from "esbuild";
import { chmod, cp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { manifestAjv } from "../src/manifest/manifest-ajv.ts";
import { manifestSchema } from "../src/manifest/schema.ts";

const root = resolve(import.meta.dirname, "..");
const outdir = resolve(process.argv[2] ?? join(root, "dist"));

/** The schemas of manifests compiled now instead of at each run: src/manifest/validators.ts as plain code. */
const compiledSchemas: Plugin = {
  name: "compiled-schemas",
  setup(setup) {
    setup.onLoad({ filter: /src\/manifest\/validators\.ts$/ }, () => {
      const ajv = manifestAjv({ code: { source: true, esm: true, optimize: true } });
      for (const kind of ["Base", "Environment"] as const) ajv.addSchema(manifestSchema(kind), kind);
      const code = standalone.default(ajv, { validateBase: "Base", validateEnvironment: "Environment" });
      const table = "export const validators = { Base: validateBase, Environment: validateEnvironment };";
      return { contents: `${code}\n${table}\n`, loader: "js", resolveDir: root };
    });
  },
};

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
  plugins: [compiledSchemas],
  // CommonJS packages in the bundle ask for Node's own modules with `require`.
  banner: {
    js: 'import { createRequire as createRequireOfBundle } from "node:module";\nconst require = createRequireOfBundle(import.meta.url);',
  },
});
await chmod(join(outdir, "main.js"), 0o755);
await cp(join(root, "src/outside/playground/stages"), join(outdir, "stages"), { recursive: true });
