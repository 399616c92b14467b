import { describe, expect, it } from "vitest";
import type { Lockfile } from "../../src/lock/lockfile.ts";
import { PLAIN } from "../../src/report/colours.ts";
import { comparisonMarkdown } from "../../src/report/compare/comparison-markdown.ts";
import { comparisonText } from "../../src/report/compare/comparison-text.ts";
import { changed, compare, ONE, side, textOf, web } from "./sides.ts";

describe("what differs", () => {
  it("is nothing between equals", async () => {
    expect(await changed(web("values: { a: 1, b: { c: [1] } }"), web("values: { b: { c: [1] }, a: 1 }"))).toEqual([
      "no difference; 1 add-on the same",
    ]);
  });

  it.each<[string, string, string, readonly string[]]>([
    [
      "values, with their places",
      web("values: { a: 1, gone: x, same: 1 }"),
      web("values: { a: 2, new: { deep: true }, same: 1 }"),
      [
        "~ web",
        "  ~ values.a: 1 → 2  environments/prod.yaml:5:98",
        "  - values.gone: x  environments/prod.yaml:5:104",
        "  + values.new.deep: true  environments/prod.yaml:5:111",
        "1 add-on changed (3 values); 0 add-ons the same",
      ],
    ],
    [
      "settings",
      web("needs: [], timeout: 5m", "~1.2"),
      web("release: www, protected: true", "~1.3"),
      [
        "~ web",
        '  ~ version: "~1.2" → "~1.3"',
        "  ~ release: web → www",
        "  ~ protected: false → true",
        "  ~ timeout: 5m → 10m",
        "1 add-on changed (4 settings); 0 add-ons the same",
      ],
    ],
    [
      "needs, item by item",
      web("needs: [a, b]") + web("").replaceAll("web", "a") + web("").replaceAll("web", "b"),
      web("needs: [a]") + web("").replaceAll("web", "a") + web("").replaceAll("web", "b"),
      ["~ web", "  ~ needs:", "      - b", "1 add-on changed (1 setting); 2 add-ons the same"],
    ],
    [
      "add-ons that come and go",
      web("") + web("").replaceAll("web", "old") + web("enabled: false").replaceAll("web", "off"),
      web("enabled: false") + web("").replaceAll("web", "new") + web("").replaceAll("web", "off"),
      [
        "+ new is new",
        "    chart: new of https://charts.example.com",
        '    version: "1"',
        "    namespace: new",
        "+ off is enabled",
        "    chart: off of https://charts.example.com",
        '    version: "1"',
        '    namespace: "off"',
        "- old is gone",
        "    chart: old of https://charts.example.com",
        '    version: "1"',
        "    namespace: old",
        "- web is disabled",
        "    chart: web of https://charts.example.com",
        '    version: "1"',
        "    namespace: web",
        "1 add-on added, 1 add-on removed, 1 add-on enabled, 1 add-on disabled; 0 add-ons the same",
      ],
    ],
    [
      "secrets, which are not shown",
      web("values: { password: hunter-2, note: known-secret-1, url: a }"),
      web("values: { password: hunter-3, note: known-secret-2, url: b }"),
      [
        "~ web",
        "  ~ values.note: changed (hidden)  environments/prod.yaml:5:118",
        "  ~ values.password: changed (hidden)  environments/prod.yaml:5:98",
        "  ~ values.url: a → b  environments/prod.yaml:5:140",
        "1 add-on changed (3 values); 0 add-ons the same",
      ],
    ],
    [
      "texts of several lines, line by line",
      web('values: { text: "a\\nb\\nc\\n" }'),
      web('values: { text: "a\\nB\\nc\\n" }'),
      [
        "~ web",
        "  ~ values.text:  environments/prod.yaml:5:98",
        "        a",
        "      - b",
        "      + B",
        "        c",
        "1 add-on changed (1 value); 0 add-ons the same",
      ],
    ],
  ])("%s", async (...[, left, right, expected]) => {
    expect(await changed(left, right)).toEqual(expected);
  });

  it("a scalar that became a map is one value less and another one more", async () => {
    expect(await changed(web("values: { a: 1 }"), web("values: { a: { b: 1 } }"))).toEqual([
      "~ web",
      "  - values.a: 1  environments/prod.yaml:5:98",
      "  + values.a.b: 1  environments/prod.yaml:5:103",
      "1 add-on changed (2 values); 0 add-ons the same",
    ]);
  });
});

describe("a setting of many add-ons", () => {
  it("stands once, before what differs otherwise", async () => {
    const all = ["a", "b", "c", "d"].map((name) => web("").replaceAll("web", name)).join("");
    const other = all.replace("namespace: b, ", "namespace: b, values: { x: 1 }, ");
    const [left, right] = [
      await side(`${ONE}addons:\n${all}`),
      await side(`${ONE}defaults: { timeout: 90s }\naddons:\n${other}`),
    ];

    expect(textOf(compare(left, right)).slice(1)).toEqual([
      "~ 4 add-ons: a, b, c, d",
      "  ~ timeout: 10m → 1m30s",
      "~ b",
      "  + values.x: 1  environments/prod.yaml:7:92",
      "4 add-ons changed (1 value, 4 settings); 0 add-ons the same",
    ]);
  });
});

describe("pins", () => {
  const lock = (version: string, content: string): Lockfile => ({
    lockVersion: 1,
    addons: { web: { prod: { chart: `web@${version}`, source: "https://charts.example.com", content } } },
  });
  const text = `${ONE}addons:\n${web("")}`;

  it("differ by version, and by content alone", async () => {
    const newer = compare(
      await side(text, { lock: lock("1.0.0", "h1:aaaa") }),
      await side(text, { lock: lock("1.1.0", "h1:bbbb") }),
    );
    const other = compare(
      await side(text, { lock: lock("1.0.0", "h1:aaaa") }),
      await side(text, { lock: lock("1.0.0", "h1:bbbb") }),
    );

    expect(textOf(newer)).toContain("  ~ pin: web@1.0.0 (h1:aaaa) → web@1.1.0 (h1:bbbb)");
    expect(textOf(other)).toContain("  ~ pin: web@1.0.0 (h1:aaaa) → web@1.0.0 (h1:bbbb)");
    expect(textOf(other)).toContain("1 add-on changed (1 pin); 0 add-ons the same");
  });

  it("are not compared where there is no lock, which is told", async () => {
    const without = compare(
      await side(text, { withoutLock: "there is no addons.lock.yaml" }),
      await side(text, { lock: lock("1.0.0", "h1:a") }),
    );

    expect(textOf(without).slice(1)).toEqual([
      "not compared: pins: there is no addons.lock.yaml",
      "no difference; 1 add-on the same",
    ]);
  });
});

describe("values that only follow a var", () => {
  const text = (x: number): string =>
    `clusters: { a: { playground: true, kubernetes: "1.37", vars: { x: ${x} } } }\naddons:\n${web("values: { n: '${vars.x}', m: 'm-${vars.x}', o: 1 }")}`;

  it("are named in one line, and shown when asked for", async () => {
    const comparison = compare(await side(text(1)), await side(text(2)));

    expect(textOf(comparison).slice(1)).toEqual([
      "clusters",
      "  ~ vars.x: 1 → 2  environments/prod.yaml:3:64",
      "~ web",
      "  ~ from vars.x: values.m, values.n",
      "1 add-on changed (2 values), 1 cluster setting; 0 add-ons the same",
    ]);
    expect(comparisonText(comparison, { colours: PLAIN, show: "all" })).toContain(
      "  ~ values.n: 1 → 2  environments/prod.yaml:5:98 from vars.x\n",
    );
  });
});

describe("what was not read", () => {
  it("is not compared, which is told", async () => {
    const text = (value: string): string =>
      `${ONE}inputs: { tf: { terraform: outputs.json } }\naddons:\n${web(`values: { a: '\${tf.id}-${value}', b: ${value} }`)}`;
    const comparison = compare(await side(text("1")), await side(text("2")));

    expect(textOf(comparison).slice(1)).toEqual([
      "~ web",
      "  ~ values.b: 1 → 2  environments/prod.yaml:6:115",
      "not compared: web values.a: an input that it names was not read",
      "1 add-on changed (1 value); 0 add-ons the same",
    ]);
  });
});

describe("Markdown", () => {
  it("holds whatever values hold", async () => {
    const left = await side(`${ONE}addons:\n${web('values: { a: "x|`y`", b: "<b>\\n" }')}`);
    const right = await side(`${ONE}addons:\n${web('values: { a: "x", b: "</td>" }')}`);
    const text = comparisonMarkdown(compare(left, right));

    expect(text).toBe(
      [
        "### `prod` → `prod`",
        "1 add-on changed (2 values); 0 add-ons the same.",
        "#### `web`",
        "| what | before | after | where |\n|---|---|---|---|\n" +
          '| `~` `values.a` | `` "x\\|`y`" `` | `x` | environments/prod.yaml:5:98 |\n' +
          '| `~` `values.b` | `"<b>\\n"` | `"</td>"` | environments/prod.yaml:5:110 → environments/prod.yaml:5:106 |\n',
      ].join("\n\n"),
    );
  });
});
