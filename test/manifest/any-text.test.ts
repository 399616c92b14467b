import fc from "fast-check";
import { expect, it } from "vitest";
import { unanswered } from "./unanswered.ts";
import { filesInMemory } from "./files-in-memory.ts";

const BASE = `apiVersion: addons/v1
kind: Base
defaults: { timeout: 5m, onFailure: rollback }
vars: { size: 1 }
namespaces: { monitoring: { labels: { a: "\${cluster.name}" } } }
addons:
  a:
    chart: a
    repo: https://charts.example.com
    version: { "1.36": "~1.0", "1.37": "~1.1" }
    labels: { team: core }
    namespace: monitoring
    values: { region: "\${vars.region}", list: [1, null, { x: y }] }
  b:
    chart: ../charts/b
    namespace: b
    needs: [a, { name: c, optional: true }]
    valuesFiles: [values/b.yaml]
    ready: [{ webhook: b }]
    drift: { ignore: [{ kind: Deployment, paths: [/spec/replicas], reason: KEDA }] }
`;
const DEV = `apiVersion: addons/v1
kind: Environment
extends: [base.yaml]
instance: i-\${vars.size}
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
      expect(await unanswered(filesInMemory(contents), contents)).toEqual([]);
    }),
    { numRuns: 150 },
  );
}, 60_000);
