import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { chooseVersion } from "../../src/lock/resolve/choose-version.ts";
import { parseConstraint } from "../../src/support/constraint.ts";
import type { JsonObject } from "../../src/support/json.ts";
import { compareVersions, parseVersion } from "../../src/support/parse-version.ts";
import { helmChooses, type Question } from "./helm-choices.ts";
import { helmAllows, type Pair } from "./helm-pairs.ts";
import { describeWithPrograms, helmBinaries } from "./plane.ts";

const SEED = 20261121;
const HELMS = ["helm4", "helm3"] as const;
const SMALL = ["0", "1", "2"];
const ODD = ["3", "10", "00", "01", "18446744073709551615", "18446744073709551616", "20260101"];
const PRERELEASES = ["0", "1", "rc.1", "rc.2", "rc.11", "alpha", "beta.2", "gke.134", "-", "a-b.0", "1.x", "01"];

const number = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...SMALL) }, fc.constantFrom(...ODD));
const prefix = fc.constantFrom("", "", "", "v");
const suffix = fc.oneof(
  { weight: 4, arbitrary: fc.constant("") },
  { weight: 2, arbitrary: fc.constantFrom(...PRERELEASES).map((text) => `-${text}`) },
  { weight: 1, arbitrary: fc.constantFrom("+build.7", "-rc.1+b", "+2") },
);
const dotted = (part: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(prefix, fc.array(part, { minLength: 1, maxLength: 3 }), suffix)
    .map(([before, parts, after]) => `${before}${parts.join(".")}${after}`);
const version = dotted(number).filter((text) => parseVersion(text) !== undefined);
const operand = dotted(fc.oneof({ weight: 5, arbitrary: number }, fc.constantFrom("x", "X", "*", "|", "1x")));
const operator = fc.constantFrom("", "", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^");
const term = fc.tuple(operator, fc.constantFrom("", "", " ", "  "), operand).map((parts) => parts.join(""));
const group = fc.oneof(
  fc
    .tuple(term, fc.array(fc.tuple(fc.constantFrom(", ", ",", " ", "  ", " , "), term), { maxLength: 2 }))
    .map(([first, rest]) => first + rest.flat().join("")),
  fc.tuple(operand, fc.constantFrom(" - ", "  -  ", " -", "-"), operand).map((parts) => parts.join("")),
);
const proper = fc
  .array(group, { minLength: 1, maxLength: 3 })
  .chain((groups) => fc.constantFrom("||", " || ", "|| ").map((or) => groups.join(or)));
/** Texts that are nearly constraints. */
const noise = fc.string({
  unit: fc.constantFrom(..."01.x*<>=!~^|,-+v a".split(""), "||", " - ", ">="),
  maxLength: 12,
});
const constraint = fc.oneof({ weight: 4, arbitrary: proper }, { weight: 1, arbitrary: noise });
const LONG = Array.from({ length: 33 }, (_, index) => index);
const EDGES: readonly string[] = [
  "",
  " ",
  "*",
  LONG.slice(0, 32).join("||"),
  LONG.join("||"),
  `${"1 ".repeat(255)}1`,
  `${"1 ".repeat(256)}1`,
  `>=1${" ".repeat(509)}`,
  `>=1${" ".repeat(510)}`,
  "1 - 2 - 3",
  "1.2 - 1.4 || 2 - 3",
  ">=1.0.0-0 <2.0.0-0",
];

describeWithPrograms("constraints", [...HELMS], () => {
  describe.each(HELMS)("of %s", (name) => {
    it("allow the versions that ours allow, generated", { timeout: 300_000 }, async () => {
      const generated = fc.sample(fc.record({ constraint, version }), { seed: SEED, numRuns: 4000 });
      const edges = EDGES.flatMap((text) =>
        ["1.5.0", "31.0.0", "0.0.0", "1.0.0-rc.1"].map((one) => ({ constraint: text, version: one })),
      );
      const pairs: readonly Pair[] = [...generated, ...edges];
      const theirs = await helmAllows(helmBinaries()[name], pairs);
      const ours = pairs.map((pair) => {
        const parsed = parseVersion(pair.version);
        return parsed !== undefined && (parseConstraint(pair.constraint)?.matches(parsed) ?? false);
      });
      const differing = pairs.filter((_, index) => ours[index] !== theirs[index]);
      expect(differing).toEqual([]);
      expect(theirs.filter(Boolean).length).toBeGreaterThan(300);
      expect(pairs.filter((pair) => parseConstraint(pair.constraint) === undefined).length).toBeGreaterThan(300);
    });

    it("choose from an index what ours chooses, generated", { timeout: 300_000 }, async () => {
      const few = fc.array(version, { minLength: 1, maxLength: 12 });
      const listed = fc.sample(few, { seed: SEED, numRuns: 40 });
      const charts = [...listed, ...ODD_LISTS, [...BROKEN, "1.0.0", "0.1.0"]].map((versions, index) => ({
        name: `c${index}`,
        versions,
      }));
      const wanted = fc
        .sample(proper, { seed: SEED, numRuns: 100 })
        .filter((text) => parseConstraint(text) !== undefined);
      const questions = charts.flatMap(({ name: chart }, index) =>
        ["*", "*-0", "~1", ">=0-0", ...wanted.slice(index, index + 8)].map((text) => ({ chart, constraint: text })),
      );
      const { ours, theirs } = await choices(
        name,
        new Map(charts.map((chart) => [chart.name, chart.versions])),
        questions,
      );
      expect(ours).toEqual(theirs);
      expect(theirs.filter((one) => !one.endsWith("(none)")).length).toBeGreaterThan(questions.length / 4);
    });

    const files = indexFiles();
    it.skipIf(files.length === 0).each(files)(
      "choose what ours chooses from %s",
      { timeout: 300_000 },
      async (file) => {
        const { entries } = parse(readFileSync(join(INDEXES, file), "utf8")) as {
          readonly entries: Readonly<Record<string, readonly { readonly version: string }[]>>;
        };
        const versions = new Map(
          Object.entries(entries).map(([chart, list]) => [chart, list.map((entry) => String(entry.version))] as const),
        );
        const questions = [...versions].flatMap(([chart, list]) =>
          tableFor(list).map((text): Question => ({ chart, constraint: text })),
        );
        const { ours, theirs } = await choices(name, versions, questions);
        expect(ours).toEqual(theirs);
        expect(theirs.filter((one) => !one.endsWith("(none)")).length).toBeGreaterThan(questions.length / 4);
      },
    );
  });
});

/** What stands in indexes beside versions. Helm leaves such entries out. */
const BROKEN = ["latest", "1.2.3.4", "", "1.0.0-01", "1.0.0 ", "V1.0.0", "1..2", "9".repeat(300)];
const ODD_LISTS: readonly (readonly string[])[] = [
  ["1.0.0", "1.0.0"],
  ["1.0.0+a", "1.0.0+b", "1.0.0"],
  ["1.0.0", "1.0.0+b", "v1.0.0", "1.0", "1"],
  ["1", "1.0", "01.0.0", "0.9.0"],
  ["2.0.0-rc.1", "2.0.0-rc.10", "2.0.0-rc.9"],
  ["18446744073709551615.0.0", "18446744073709551616.0.0"],
];

/** Every other one is marked as deprecated, some as removed: neither counts for Helm. */
function entryOf(chart: string, one: string): JsonObject {
  const marks = {
    ...(one.length % 2 === 0 ? { deprecated: true } : {}),
    ...(one.endsWith("0") ? { removed: true } : {}),
  };
  return { apiVersion: "v2", name: chart, version: one, urls: ["any-1.0.0.tgz"], ...marks };
}

const INDEXES = join(import.meta.dirname, "../../../shared/data/chart-indexes");

function indexFiles(): readonly string[] {
  try {
    return readdirSync(INDEXES);
  } catch {
    process.stderr.write(`SKIPPED: constraints over real chart indexes, ${INDEXES} is absent\n`);
    return [];
  }
}

/** Constraints that somebody may write who sees these versions: at the newest, the oldest and one in the middle. */
function tableFor(versions: readonly string[]): readonly string[] {
  const sorted = versions
    .flatMap((text) => parseVersion(text) ?? [])
    .toSorted((left, right) => compareVersions(left, right));
  const picked = [sorted.at(0), sorted.at(sorted.length >> 1), sorted.at(-1)].flatMap((one) => one ?? []);
  const around = picked.flatMap(({ major, minor, patch }) => [
    `${major}.${minor}.${patch}`,
    `~${major}.${minor}`,
    `^${major}.${minor}.${patch}`,
    `<${major}.${minor}.${patch}`,
    `>=${major}.${minor}.0-0, <${major + 1n}`,
    `${major}.x`,
    `!=${major}.${minor}.x`,
    `0.1 - ${major}.${minor}`,
  ]);
  return [...new Set(["*", "*-0", ">0", ">=0.0.0-0 <1 || >=2", ...around])];
}

/** What either takes, as `CHART CONSTRAINT → VERSION`. */
async function choices(
  helm: (typeof HELMS)[number],
  listed: ReadonlyMap<string, readonly string[]>,
  asked: readonly Question[],
): Promise<{ readonly ours: readonly string[]; readonly theirs: readonly string[] }> {
  const once = new Map(asked.map((question) => [JSON.stringify(question), question]));
  const questions = [...once.values()].filter(
    ({ chart, constraint: text }) => !isSpelled(listed.get(chart) ?? [], text),
  );
  const entries = [...listed].map(([chart, versions]) => [chart, versions.map((one) => entryOf(chart, one))] as const);
  const chosen = await helmChooses(helmBinaries()[helm], Object.fromEntries(entries), questions);
  const own = questions.map(({ chart, constraint: text }) => {
    const offers = (listed.get(chart) ?? []).map((one) => ({ version: one }));
    return chooseVersion(offers, text)?.version;
  });
  const shown = (versions: readonly (string | undefined)[]): readonly string[] =>
    questions.map((question, index) => `${question.chart} ${question.constraint} → ${versions[index] ?? "(none)"}`);
  return { ours: shown(own), theirs: shown(chosen) };
}

/**
 * Ours on purpose: of versions that count as equal (`1.0.0+a`, `1.0.0`) the one that is spelled like the constraint is taken, as
 * `helm install --version` does. `helm dependency update`, which is asked here, takes the first of its list.
 */
function isSpelled(versions: readonly string[], text: string): boolean {
  const wanted = versions.includes(text) ? parseVersion(text) : undefined;
  if (wanted === undefined) return false;
  return versions.some((one) => {
    const other = one === text ? undefined : parseVersion(one);
    return other !== undefined && compareVersions(other, wanted) === 0;
  });
}
