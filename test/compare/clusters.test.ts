import { describe, expect, it } from "vitest";
import { compare, side, textOf, web } from "./sides.ts";

describe("clusters", () => {
  const clusters = (...each: readonly (readonly [string, string])[]): string =>
    `clusters:\n${each.map(([name, more]) => `  ${name}: { playground: true, kubernetes: "1.37", ${more} }\n`).join("")}addons:\n`;
  const own = (values: string): string => `addons: { web: { values: ${values} } }`;

  it("of one name are compared with each other, and alike differences are told once", async () => {
    const left = await side(
      clusters(["a", own("{ r: 1 }")], ["b", own("{ r: 2 }")], ["c", own("{ r: 1 }")], ["z", ""]) + web(""),
    );
    const right = await side(
      clusters(["a", own("{ r: 2 }")], ["b", own("{ r: 1 }")], ["c", own("{ r: 2 }")], ["y", ""]) + web(""),
    );

    expect(textOf(compare(left, right)).slice(1)).toEqual([
      "- cluster z is only in prod",
      "+ cluster y is only in prod",
      "~ web",
      "  ~ values.r: 1 → 2 (on a, c)  environments/prod.yaml:4:73",
      "  ~ values.r: 2 → 1 (on b)  environments/prod.yaml:5:73",
      "1 add-on changed (1 value), 2 clusters on one side only; 0 add-ons the same",
    ]);
  });

  it("the only one is compared with the only one, whatever they are called", async () => {
    const left = await side(clusters(["a", "vars: { x: 1 }"]) + web("values: { n: '${cluster.name}' }"), {}, "dev");
    const right = await side(clusters(["b", "vars: { x: 2 }"]) + web("values: { n: '${cluster.name}' }"));

    expect(textOf(compare(left, right))).toEqual([
      "dev → prod",
      "clusters",
      "  ~ vars.x: 1 → 2  environments/dev.yaml:4:54 → environments/prod.yaml:4:54",
      "~ web",
      "  ~ from cluster.name: values.n",
      "1 add-on changed (1 value), 1 cluster setting; 0 add-ons the same",
    ]);
  });

  it("of other names are compared all with all", async () => {
    const left = await side(
      clusters(["a", own("{ r: 1 }")], ["b", own("{ r: 2 }")]) + web("values: { s: 1 }"),
      {},
      "dev",
    );
    const same = await side(clusters(["c", own("{ r: 2 }")], ["d", own("{ r: 1 }")]) + web("values: { s: 1 }"));
    const other = await side(clusters(["c", own("{ r: 2 }")], ["d", own("{ r: 3 }")]) + web("values: { s: 2 }"));

    expect(textOf(compare(left, same)).at(-1)).toBe("no difference; 1 add-on the same");
    expect(textOf(compare(left, other)).slice(1)).toEqual([
      "no cluster of dev has the name of one of prod: all were compared with all",
      "~ web",
      "  ~ values.r:",
      "      - 1 (a)  environments/dev.yaml:4:73",
      "      - 2 (b)  environments/dev.yaml:5:73",
      "      + 2 (c)  environments/prod.yaml:4:73",
      "      + 3 (d)  environments/prod.yaml:5:73",
      "  ~ values.s: 1 → 2  environments/dev.yaml:7:98 → environments/prod.yaml:7:98",
      "1 add-on changed (2 values); 0 add-ons the same",
    ]);
  });

  it("have settings of their own; which cluster it is matters between commits of one environment only", async () => {
    const text = (uid: string, kubernetes: string): string =>
      `clusters: { a: { context: ${uid}, kubernetes: "${kubernetes}", namespaces: { x: { labels: { y: ${uid} } } } } }\n`;
    const [left, right] = [await side(text("one", "1.36")), await side(text("two", "1.37"))];
    const other = await side(text("two", "1.37"), {}, "dev");

    expect(textOf(compare(left, right)).slice(2, 5)).toEqual([
      "  ~ connection: context one → context two",
      '  ~ kubernetes: "1.36" → "1.37"  environments/prod.yaml:3:44',
      "  ~ namespaces.x.labels.y: one → two",
    ]);
    expect(textOf(compare(left, other)).slice(2, 4)).toEqual([
      '  ~ kubernetes: "1.36" → "1.37"  environments/prod.yaml:3:44 → environments/dev.yaml:3:44',
      "  ~ namespaces.x.labels.y: one → two",
    ]);
  });
});

describe("what many clusters have each in their own way", () => {
  const text = (value: string): string =>
    `clusters:\n${["a", "b", "c", "d", "e"].map((name) => `  ${name}: { playground: true, kubernetes: "1.37" }\n`).join("")}addons:\n${web(`values: { n: '${value}' }`)}`;

  it("is shown as it is written, and counted once", async () => {
    const comparison = compare(await side(text("${cluster.name}")), await side(text("x-${cluster.name}")));

    expect(textOf(comparison).slice(1)).toEqual([
      "~ web",
      "  ~ values.n: ${cluster.name} → x-${cluster.name} (on a, b, c and 2 more)  environments/prod.yaml:10:98 from cluster.name",
      "1 add-on changed (1 value); 0 add-ons the same",
    ]);
    expect(comparison.addons[0]?.changes).toHaveLength(5);
  });
});
