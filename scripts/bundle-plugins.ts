import standalone from "ajv/dist/standalone/index.js";
import type { Plugin } from "esbuild";
import { readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { dirname, resolve } from "node:path";
import { manifestAjv } from "../src/manifest/manifest-ajv.ts";
import { manifestSchema } from "../src/manifest/schema.ts";

const root = dirname(import.meta.dirname);

/** The schemas of manifests compiled now instead of at each run: src/manifest/validators.ts as plain code. */
export const compiledSchemas: Plugin = {
  name: "compiled-schemas",
  setup(setup) {
    setup.onLoad({ filter: /src\/manifest\/validators\.ts$/ }, () => {
      const ajv = manifestAjv({ code: { source: true, esm: true, optimize: true } });
      for (const kind of ["Base", "Environment"] as const) ajv.addSchema(manifestSchema(kind), kind);
      const code = standalone.default(ajv, { Base: "Base", Environment: "Environment" });
      return { contents: inBrackets(code), loader: "js", resolveDir: root };
    });
  },
};

/**
 * Functions in brackets are compiled with the file, and so are in the compile cache; others are compiled anew in each run, which takes
 * longer for these large ones than the validation.
 */
function inBrackets(code: string): string {
  const exported = [...code.matchAll(/export const (\w+) = (validate\d+);/g)];
  const table = exported.map(([, kind, validate]) => `${kind}: ${validate}`).join(", ");
  const body = exported
    .reduce((text, [statement]) => text.replace(statement, ""), code)
    .replaceAll(/function (validate\d+)\(/g, "const $1 = (function (")
    .replaceAll("return errors === 0;}", "return errors === 0;});");
  return `${body}\nexport const validators = { ${table} };\n`;
}

/**
 * Node's own modules without an import: importing one as an ES module reads each of its exports, the lazy ones too. Loading `node:crypto`
 * takes twice as long that way, `node:http` ten times.
 */
export const nodeModules: Plugin = {
  name: "node-modules",
  setup(setup) {
    setup.onResolve({ filter: /./ }, ({ path, kind }) => {
      if (!isBuiltin(path) || kind === "dynamic-import") return undefined;
      const namespace = kind === "import-statement" ? "node-import" : "node-require";
      return { path: path.replace(/^node:/, ""), namespace, sideEffects: false };
    });
    setup.onLoad({ filter: /./, namespace: "node-require" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule("node:${path}");`,
    }));
    setup.onLoad({ filter: /./, namespace: "node-import" }, async ({ path }) => {
      const names = Object.keys(await import(`node:${path}`)).filter(
        (name) => /^\w+$/.test(name) && name !== "default",
      );
      // What nobody imports is left out, and with it the reading of it.
      const exported = names.map((name) => `export const ${name} = /* @__PURE__ */ (() => all.${name})();`);
      return {
        contents: `const all = process.getBuiltinModule("node:${path}");\nexport default all;\n${exported.join("\n")}\n`,
      };
    });
  },
};

export interface Group {
  /** Files that are in it, with what they import. */
  readonly roots: readonly string[];
  /** Whether an entry point of the bundle needs it. */
  readonly servesEntry: (path: string) => boolean;
}

/**
 * Puts what several entry points share into few files: esbuild makes one for each set of entry points that share something, so a module
 * that all entry points of a group import, used or not, lies in the group's one file. A file costs a third of a millisecond to load.
 */
export function sharedGroups(entries: readonly string[], groups: readonly Group[]): Plugin {
  return {
    name: "shared-groups",
    setup(setup) {
      const files = new Set(entries.map((entry) => resolve(root, entry)));
      setup.onLoad({ filter: /\.[jt]s$/ }, async ({ path }) => {
        if (!files.has(path)) return undefined;
        const imports = groups.flatMap(({ servesEntry }, index) =>
          servesEntry(path) ? [`import "group:${index}";`] : [],
        );
        if (imports.length === 0) return undefined;
        return {
          contents: `${await readFile(path, "utf8")}\n${imports.join("\n")}\n`,
          loader: path.endsWith(".ts") ? "ts" : "js",
        };
      });
      setup.onResolve({ filter: /^group:/ }, ({ path }) => ({ path: path.slice("group:".length), namespace: "group" }));
      setup.onLoad({ filter: /./, namespace: "group" }, ({ path }) => ({
        contents: groups[Number(path)]?.roots.map((file) => `import "./${file}";`).join("\n") ?? "",
        resolveDir: root,
      }));
    },
  };
}
