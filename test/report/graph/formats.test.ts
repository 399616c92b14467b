import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GraphView } from "../../../src/graph/graph-view.ts";
import { createColours, PLAIN } from "../../../src/report/colours.ts";
import { dotText } from "../../../src/report/graph/dot.ts";
import { htmlText } from "../../../src/report/graph/html.ts";
import { mermaidText } from "../../../src/report/graph/mermaid.ts";
import { svgText } from "../../../src/report/graph/svg.ts";
import { graphText } from "../../../src/report/graph/text.ts";
import { graphOf, STACK, viewOf } from "../../graph/plant.ts";
import { PLANTED, PLATFORM, SECONDS } from "../../graph/platform.ts";
import { readDot } from "./read-dot.ts";
import { readMermaid } from "./read-mermaid.ts";
import { readXml } from "./read-xml.ts";

const stack = viewOf(graphOf(STACK));
const full = viewOf(
  graphOf(STACK, {
    inferred: [
      { addon: "velero", need: "load-balancer", reasons: ["load-balancer makes the class", "and guards pods"] },
      { addon: "velero", need: "crds", reasons: [] },
      { addon: "metrics", need: "crds", reasons: ["crds defines ServiceMonitor"] },
    ],
    conflicts: [{ left: "metrics", right: "monitoring", reason: "both serve metrics.k8s.io" }],
  }),
  { crds: 1, certificates: 2, "load-balancer": 3, ingress: 1, velero: 90, metrics: 5 },
);

describe("as text", () => {
  it("shows waves", () => {
    expect(graphText([stack], PLAIN)).toBe(`prod/prod-eu: 7 add-ons, 7 needs, 5 waves

wave 1, starts at once
├─ crds           5 wait for it
└─ metrics

wave 2
└─ certificates   needs crds · 4 wait for it

wave 3
├─ load-balancer  needs certificates · 2 wait for it
└─ velero         needs certificates

wave 4
└─ ingress        needs certificates, load-balancer · 1 waits for it

wave 5
└─ monitoring     needs crds, ingress
`);
  });

  it("ends with the critical path, what the charts show, and conflicts", () => {
    const text = graphText([full], PLAIN);
    expect(text).toContain("├─ load-balancer  took 3.0 s · needs certificates · 2 wait for it\n");
    expect(text.slice(text.indexOf("critical path"))).toBe(`critical path: 1 min 33 s
  crds          1.0 s
  certificates  2.0 s
  velero        1 min 30 s

found in the charts, not in the manifest: no sync waits for these
  metrics needs crds: crds defines ServiceMonitor
    → to make it wait: metrics: needs: [crds]
  velero needs crds
  velero needs load-balancer: load-balancer makes the class
    and guards pods
    → to make it wait: velero: needs: [certificates, crds, load-balancer]

1 conflict
  metrics and monitoring: both serve metrics.k8s.io
`);
  });

  it("has colours on a terminal, and the same letters", () => {
    const coloured = graphText([full], createColours("on"));
    // oxlint-disable-next-line no-control-regex -- colours
    expect(coloured.replaceAll(/\u001b\[\d+m/g, "")).toBe(graphText([full], PLAIN));
    expect(coloured).toContain("\u001b[31mmonitoring\u001b[39m");
  });

  it("of nothing is a line", () => {
    const empty: GraphView = viewOf({ title: "dev", addons: [], edges: [], conflicts: [] });
    expect(graphText([empty], PLAIN)).toBe("dev: 0 add-ons, 0 needs, 0 waves\n");
  });

  it("counts the clusters that do not fit into the title", () => {
    const titles = Array.from({ length: 200 }, (_, index) => `prod/cluster-${index}`);
    const lines =
      graphText([{ ...stack, titles }], PLAIN)
        .split("\n\n")[0]
        ?.split("\n") ?? [];
    expect(lines).toHaveLength(3);
    expect(lines.at(-1)).toMatch(/^prod\/cluster-\d+, .* and 1[678]\d more: 7 add-ons, 7 needs, 5 waves$/);
  });
});

describe("as Mermaid", () => {
  it("has waves, dashed and red links", () => {
    const { title, nodes, links, subgraphs, styled } = readMermaid(mermaidText([full]));
    const name = (id: string): string => nodes.get(id) ?? "";
    expect([title, subgraphs]).toEqual([
      "prod/prod-eu",
      ["wave 1, starts at once", "wave 2", "wave 3", "wave 4", "wave 5"],
    ]);
    expect(links.map(({ from, to, arrow }) => `${name(from)} ${arrow} ${name(to)}`)).toEqual([
      "crds ==> certificates",
      "load-balancer --> ingress",
      "certificates --> load-balancer",
      "crds -.-> metrics",
      "ingress --> monitoring",
      "certificates ==> velero",
      "crds -.-> velero",
      "load-balancer -.-> velero",
      "metrics x--x monitoring",
    ]);
    expect(styled).toEqual([3, 6, 7, 0, 5, 8]);
  });

  it("of several graphs is one diagram", () => {
    const read = readMermaid(mermaidText([stack, viewOf(graphOf("b: a\na:", { title: "dev" }))]));
    expect([read.title, read.nodes.size, read.links.length]).toEqual(["Add-ons", 9, 6]);
    expect(read.subgraphs.filter((label) => !label.startsWith("wave"))).toEqual(["prod/prod-eu", "dev"]);
  });
});

describe("as DOT", () => {
  it("has every need, and says which are inferred and what conflicts", () => {
    const { nodes, edges, subgraphs } = readDot(dotText([full]));
    expect([...nodes.keys()].sort()).toEqual(stack.waves.flat().sort());
    const drawn = edges.map(({ from, to, attributes }) =>
      [from, to, attributes["style"], attributes["color"], attributes["dir"]]
        .filter((word) => word !== undefined)
        .join(" "),
    );
    expect(drawn).toEqual([
      "crds certificates #0860ca",
      "certificates ingress #c5ced8",
      "load-balancer ingress",
      "certificates load-balancer",
      "crds metrics dashed #9a6700",
      "crds monitoring #c5ced8",
      "ingress monitoring",
      "certificates velero #0860ca",
      "crds velero dashed #9a6700",
      "load-balancer velero dashed #9a6700",
      "metrics monitoring #cf222e none",
    ]);
    expect(edges[9]?.attributes["tooltip"]).toBe(
      "velero needs load-balancer, which the manifest does not say\nload-balancer makes the class\nand guards pods",
    );
    expect(subgraphs).toHaveLength(5);
  });

  it("of several graphs is one, with the add-ons of each apart", () => {
    const { nodes, subgraphs } = readDot(dotText([stack, viewOf(graphOf("crds:", { title: "dev" }))]));
    expect([nodes.size, nodes.has("1/crds"), nodes.has("2/crds")]).toEqual([8, true, true]);
    expect(subgraphs.filter((name) => !name.includes("wave"))).toEqual(["cluster_1", "cluster_2"]);
  });
});

describe("as SVG", () => {
  it("has only the legend that it needs", () => {
    const legend = (view: GraphView): readonly string[] =>
      ["must be ready", "found in the charts, not", "critical path<", ">conflict<", "not drawn"].filter((words) =>
        svgText([view]).includes(words),
      );
    expect(legend(full)).toEqual([
      "must be ready",
      "found in the charts, not",
      "critical path<",
      ">conflict<",
      "not drawn",
    ]);
    expect(legend(viewOf(graphOf("b: a\na:")))).toEqual(["must be ready"]);
    expect(legend(viewOf(graphOf("a:")))).toEqual([]);
  });

  it("says in tooltips why", () => {
    const titles = readXml(svgText([full])).texts.get("title") ?? [];
    expect(titles).toContain(
      "velero needs load-balancer, which the manifest does not say\nload-balancer makes the class\nand guards pods",
    );
    expect(titles).toContain("metrics conflicts with monitoring\nboth serve metrics.k8s.io");
    expect(titles).toContain(
      "velero: wave 3\nneeds certificates\nneeds, as its chart shows, crds, load-balancer\ntook 1 min 30 s",
    );
  });

  it("joins all reasons of two that conflict", () => {
    const conflicts = ["one", "two"].map((reason) => ({ left: "crds", right: "metrics", reason }));
    const titles = readXml(svgText([viewOf(graphOf(STACK, { conflicts }))])).texts.get("title") ?? [];
    expect(titles.filter((title) => title.includes("conflicts with") && !title.includes("wave"))).toEqual([
      "crds conflicts with metrics\none\ntwo",
    ]);
  });

  it("draws several graphs below each other", () => {
    const parts = [stack, full].map((view) => Number(/height="(\d+)"/.exec(svgText([view]))?.[1]));
    const both = Number(/height="(\d+)"/.exec(svgText([stack, full]))?.[1]);
    expect(both).toBe((parts[0] ?? 0) + (parts[1] ?? 0));
  });

  it("needs nothing from elsewhere, and no script", () => {
    const svg = svgText([full]).replace("http://www.w3.org/2000/svg", "");
    expect(svg).not.toMatch(/https?:|url\(|<script|\son\w+=|href=|@import|style="/);
  });
});

describe("any text", () => {
  const nasty = fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom(
      '"]; end',
      "</title></svg><script>alert(1)</script>",
      "\\N\\",
      "#quot;",
      "a\nb",
      "\u001b[31mred",
      "\ud800",
      "]]>",
      "--> x",
      "%%{init}%%",
    ),
  );

  it("in reasons and titles stays text in every format", () => {
    fc.assert(
      fc.property(nasty, nasty, nasty, (title, reason, name) => {
        const graph = graphOf("b: a\na:\nc:", {
          title,
          inferred: [{ addon: "c", need: "a", reasons: [reason] }],
          conflicts: [{ left: "a", right: "b", reason }],
        });
        // Names are checked long before; that nothing leans on it is worth knowing.
        const odd = name === "a" || name === "b" ? "c" : name;
        const view = viewOf({
          ...graph,
          addons: graph.addons.map((addon) => (addon.name === "c" ? { name: odd, needs: [] } : addon)),
          edges: graph.edges.map((edge) => (edge.addon === "c" ? { ...edge, addon: odd } : edge)),
        });
        const views = [view, stack];
        expect(readDot(dotText(views)).edges).toHaveLength(3 + 7);
        expect(readMermaid(mermaidText(views)).links).toHaveLength(3 + 5);
        const svg = readXml(svgText(views));
        expect(svg.elements.get("script")).toBeUndefined();
        const html = readXml(htmlText(views).replace("<!doctype html>\n", ""), ["meta"]);
        expect(html.elements.get("script")).toBe(1);
        expect(html.elements.get("svg")).toBe(2);
        // oxlint-disable-next-line no-control-regex -- no escape sequence reaches a terminal
        expect(graphText([viewOf(graph)], PLAIN)).not.toMatch(/\u001b/);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a large graph", () => {
  it("is one picture in every format", () => {
    const lines = Array.from({ length: 500 }, (_, index) => {
      const needs = index === 0 ? [] : Array.from({ length: 4 }, (__, k) => (index * 7919 + k * 104_729) % index);
      return `n${index}: ${[...new Set(needs)].map((need) => `n${need}`).join(" ")}`;
    });
    const view = viewOf(graphOf(lines.join("\n")));
    expect(readDot(dotText([view])).edges.length).toBe(view.edges.length);
    expect(readMermaid(mermaidText([view])).nodes.size).toBe(500);
    expect(readXml(svgText([view])).elements.get("rect")).toBe(1 + 500 + view.waves.length);
  });

  it("of a platform has all formats", () => {
    const view = viewOf(graphOf(PLATFORM, PLANTED), SECONDS);
    expect(readMermaid(mermaidText([view])).links).toHaveLength(57);
    expect(readXml(htmlText([view]).replace("<!doctype html>\n", ""), ["meta"]).elements.get("tr")).toBe(41);
  });
});
