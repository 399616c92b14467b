import fc from "fast-check";
import { expect, it } from "vitest";
import { loadEnvironments } from "../../src/manifest/load-environments.ts";
import type { LoadedEnvironments } from "../../src/manifest/load-environments.ts";
import type { Files } from "../../src/outside/files/files.ts";
import { AddonsError } from "../../src/support/addons-error.ts";

const BASE = `apiVersion: addons/v1
kind: Base
defaults: { timeout: 5m, onFailure: rollback }
namespaces: { monitoring: { labels: { a: "\${cluster.name}" } } }
addons:
  a:
    chart: a
    repo: https://charts.example.com
    version: "~1.0"
    namespace: monitoring
    values: { region: "\${vars.region}", list: [1, null, { x: y }] }
  b:
    chart: ../charts/b
    namespace: b
    needs: [a]
    valuesFiles: [values/b.yaml]
    ready: [{ webhook: b }]
    drift: { ignore: [{ kind: Deployment, paths: [/spec/replicas], reason: KEDA }] }
`;
const DEV = `apiVersion: addons/v1
kind: Environment
extends: [base.yaml]
clusters:
  one:
    context: one
    kubernetes: "1.36"
    vars: { region: eu }
    addons: { b: { enabled: false } }
  two: { playground: true, kubernetes: "1.37", vars: { region: us } }
addons:
  a: { values: { region: null }, timeout: null }
`;
const VALUES = 'image: &i { tag: "1.10" }\nother: *i\ntext: |\n  x ${cluster.kubernetes}\n';

/** Folders in memory: what the loader makes of the text is the question here, not the disk. */
function filesOf(contents: Readonly<Record<string, string>>): Files {
  return {
    root: "/project",
    read: (path) => Promise.resolve(contents[path] ?? ""),
    readIfExists: (path) => Promise.resolve(contents[path]),
    list: (folder) =>
      Promise.resolve(
        Object.keys(contents).flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [])),
      ),
    write: () => Promise.resolve("unchanged"),
  };
}

const token = fc.constantFrom(
  ..."a b one null ~ true 1.10 0644 [] {} [1] { - : | > & * ! # % @ ` ' \" ${ $${ ${vars. ${vars.region} extends addons clusters values needs enabled __proto__ constructor toString x- \t \n \r \u0000 \ufeff é 😀 <<<<<<< --- ...".split(
    " ",
  ),
);
const edit = fc.record({
  line: fc.nat(),
  column: fc.nat(),
  remove: fc.nat(12),
  insert: fc.array(token, { maxLength: 2 }),
  drop: fc.boolean(),
});

function edited(text: string, edits: readonly (typeof edit extends fc.Arbitrary<infer Edit> ? Edit : never)[]): string {
  const lines = text.split("\n");
  for (const { line, column, remove, insert, drop } of edits) {
    const index = line % lines.length;
    const old = lines[index] ?? "";
    const start = column % (old.length + 1);
    lines[index] = drop ? "" : old.slice(0, start) + insert.join("") + old.slice(start + remove);
  }
  return lines.join("\n");
}

it("answers whatever text stands in the files by environments or by problems that have a place", async () => {
  const edits = fc.array(edit, { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(edits, edits, edits, async (inBase, inDev, inValues) => {
      const contents = {
        "environments/base.yaml": edited(BASE, inBase),
        "environments/dev.yaml": edited(DEV, inDev),
        "environments/values/b.yaml": edited(VALUES, inValues),
        "charts/b/Chart.yaml": "name: b\n",
      };
      const loaded = await loadEnvironments({ files: filesOf(contents) }, { names: "all" }).catch(
        (error: unknown) => error,
      );
      fc.pre(!(loaded instanceof AddonsError && loaded.code === "MANIFEST-NO-ENVIRONMENT"));
      if (loaded instanceof Error) throw loaded;
      const { environments, problems } = loaded as LoadedEnvironments;
      const lost = problems.filter(({ at }) => {
        const text = contents[at?.file as keyof typeof contents];
        return at === undefined || text === undefined || at.column < 1 || at.line > text.split("\n").length + 1;
      });
      expect(lost).toEqual([]);
      expect(environments.length + problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
}, 60_000);
