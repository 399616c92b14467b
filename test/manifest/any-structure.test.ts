import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { loadEnvironments } from "../../src/manifest/load-environments.ts";
import { unanswered } from "./unanswered.ts";
import { filesInMemory } from "./files-in-memory.ts";

const ROOT = join(import.meta.dirname, "../..");
const MANIFESTS = globSync("environments/**/*.yaml", { cwd: ROOT }).sort();
const CHARTS = globSync("charts/*/Chart.yaml", { cwd: ROOT });
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const charts = Object.fromEntries(CHARTS.map((path) => [path, read(path)]));
const data = Object.fromEntries(MANIFESTS.map((path) => [path, parse(read(path)) as unknown]));

type Step = string | number;
/** Every node below the roots, by its way. */
const NODES = MANIFESTS.flatMap((path) => waysOf(data[path]).map((way) => ({ path, way })));

function waysOf(value: unknown): readonly (readonly Step[])[] {
  const steps: readonly Step[] = Array.isArray(value)
    ? [...value.keys()]
    : typeof value === "object" && value !== null
      ? Object.keys(value)
      : [];
  return steps.flatMap((step) => [
    [step],
    ...waysOf((value as Record<Step, unknown>)[step]).map((rest) => [step, ...rest]),
  ]);
}

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, "", "x", 0, -1, 1.5, [], {}, [null], { name: null }, { x: { y: [{}] } }),
  fc.constantFrom("${", "${vars.nothing}", "${cluster.name}", "a/b", "../../..", "-x", "1.37", "https://x", "\u0000\n"),
  fc.constantFrom("ingress", "metrics", "priority-classes").map((name) => [name, { name, optional: true }, name]),
  fc.constantFrom<unknown>({ "1.36": "1", "1.99": null }, { extends: "dev.yaml" }, { addons: { a: null } }),
  fc.anything({ maxDepth: 2, values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)] }).filter(isJson),
);

function isJson(value: unknown): boolean {
  return value !== undefined && !JSON.stringify(value).includes('"__proto__"');
}

const replacement = fc.record({
  node: fc.constantFrom(...NODES),
  how: fc.constantFrom("replace", "remove", "wrap", "rename", "take from elsewhere"),
  value: junk,
  other: fc.constantFrom(...NODES),
});

it("the reference manifests are sound before anything is done to them", async () => {
  const texts = { ...charts, ...Object.fromEntries(MANIFESTS.map((path) => [path, stringify(data[path])])) };
  const { environments, problems } = await loadEnvironments({ files: filesInMemory(texts) }, { names: "all" });
  expect([environments.length, problems]).toEqual([3, []]);
  expect(NODES.length).toBeGreaterThan(400);
});

it("answers whatever becomes of the nodes of the reference manifests", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(replacement, { minLength: 1, maxLength: 4 }), async (replacements) => {
      const changed = structuredClone(data);
      for (const each of replacements) replace(changed, each);
      const texts = Object.fromEntries(Object.entries(changed).map(([path, content]) => [path, printed(content)]));
      expect(await unanswered(filesInMemory({ ...charts, ...texts }), { ...charts, ...texts })).toEqual([]);
    }),
    { numRuns: 300 },
  );
}, 120_000);

type Replacement = typeof replacement extends fc.Arbitrary<infer Value> ? Value : never;

function replace(changed: Readonly<Record<string, unknown>>, { node, how, value, other }: Replacement): void {
  const parent = at(changed[node.path], node.way.slice(0, -1));
  const step = node.way.at(-1)!;
  if (typeof parent !== "object" || parent === null) return;
  const map = parent as Record<Step, unknown>;
  const before = map[step] ?? null;
  if (how === "remove") delete map[step];
  else if (how === "wrap") map[step] = Array.isArray(before) ? { x: before } : [before];
  else if (how === "rename" && !Array.isArray(parent)) map[`${step}x`] = before;
  else map[step] = how === "replace" ? value : (structuredClone(at(data[other.path], other.way)) ?? null);
}

/** Items that were removed from a list leave a hole, which YAML has no text for. */
function printed(content: unknown): string {
  return stringify(JSON.parse(JSON.stringify(content)));
}

function at(value: unknown, way: readonly Step[]): unknown {
  return way.reduce<unknown>(
    (inner, step) => (typeof inner === "object" && inner !== null ? (inner as Record<Step, unknown>)[step] : undefined),
    value,
  );
}
