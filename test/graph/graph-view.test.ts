import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphOfCluster } from "../../src/graph/graph-of-cluster.ts";
import { viewGraphs } from "../../src/graph/graph-view.ts";
import { reachOf } from "../../src/graph/reach.ts";
import { readDurations } from "../../src/graph/read-durations.ts";
import { allDependents, allNeeds } from "../../src/graph/related.ts";
import { graphOf, STACK, viewOf } from "./plant.ts";

describe("view", () => {
  it("has equal graphs once, with all their titles, whatever order they are in", () => {
    const turned = STACK.trim().split("\n").toReversed().join("\n");
    const views = viewGraphs([
      graphOf(STACK, { title: "prod/eu" }),
      graphOf("a:", { title: "dev/dev" }),
      graphOf(turned, { title: "prod/us" }),
    ]);
    expect(views.map(({ titles }) => titles)).toEqual([["prod/eu", "prod/us"], ["dev/dev"]]);
  });

  it.each([
    ["an inferred need", graphOf(STACK, { inferred: [{ addon: "velero", need: "ingress", reasons: [] }] })],
    ["a conflict", graphOf(STACK, { conflicts: [{ left: "velero", right: "ingress", reason: "both" }] })],
  ])("keeps graphs apart that differ in %s", (_, other) => {
    expect(viewGraphs([graphOf(STACK), { ...other, title: "prod/us" }])).toHaveLength(2);
  });

  it("tells all reasons of what clusters have for different ones", () => {
    const found = (title: string, reason: string) =>
      graphOf(STACK, {
        title,
        inferred: [{ addon: "velero", need: "ingress", reasons: ["in both", reason] }],
        conflicts: [{ left: "velero", right: "metrics", reason }],
      });
    const views = viewGraphs([found("eu", "class edge-eu"), found("us", "class edge-us")]);
    expect(views.map(({ titles }) => titles)).toEqual([["eu", "us"]]);
    expect(views[0]?.edges.find(({ kind }) => kind === "inferred")?.reasons).toEqual([
      "in both",
      "class edge-eu",
      "class edge-us",
    ]);
    expect(views[0]?.conflicts.map(({ reason }) => reason)).toEqual(["class edge-eu", "class edge-us"]);
  });

  it("keeps clusters apart whose syncs took another time", () => {
    const graphs = [graphOf("a:", { title: "x" }), graphOf("a:", { title: "y" })];
    const took = (x: number, y: number) =>
      new Map([
        ["x", new Map([["a", x]])],
        ["y", new Map([["a", y]])],
      ]);
    expect(viewGraphs(graphs, took(1, 2))).toHaveLength(2);
    expect(viewGraphs(graphs, took(1, 1))).toHaveLength(1);
  });

  it("knows which needs follow from others", () => {
    const view = viewOf(graphOf("crds:\ncert: crds\nissuer: cert crds\ningress: issuer cert crds"));
    const of = (kind: string): readonly string[] =>
      view.edges.filter(({ implied }) => implied === kind).map(({ addon, need }) => `${addon} ${need}`);
    expect(of("essential")).toEqual(["cert crds", "ingress issuer", "issuer cert"]);
    expect(of("implied")).toEqual(["ingress cert", "ingress crds", "issuer crds"]);
  });

  it("leaves waves as they are when the charts show more needs, even backwards", () => {
    const planted = { inferred: [{ addon: "crds", need: "monitoring", reasons: [] }] };
    expect(viewOf(graphOf(STACK, planted)).waves).toEqual(viewOf(graphOf(STACK)).waves);
  });

  it("has only what lies between its add-ons", () => {
    const whole = graphOf(STACK, {
      inferred: [{ addon: "velero", need: "metrics", reasons: [] }],
      conflicts: [{ left: "velero", right: "metrics", reason: "both" }],
    });
    const part = { ...whole, addons: whole.addons.filter(({ name }) => ["velero", "certificates"].includes(name)) };
    const view = viewOf(part, { velero: 3, metrics: 5 });
    expect(view.waves).toEqual([["certificates"], ["velero"]]);
    expect(view.edges.map(({ addon, need }) => `${addon} ${need}`)).toEqual(["velero certificates"]);
    expect([view.conflicts, [...view.durations.keys()]]).toEqual([[], ["velero"]]);
  });

  it("marks the critical path, of needs that count", () => {
    const view = viewOf(graphOf("crds:\ncert: crds\nissuer: cert crds\nother: crds"), { crds: 5, cert: 0, issuer: 2 });
    expect(view.critical).toEqual({ names: ["crds", "cert", "issuer"], duration: 7000 });
    const marked = view.edges.filter(({ critical }) => critical === "critical");
    expect(marked.map(({ addon, need }) => `${addon} ${need}`)).toEqual(["cert crds", "issuer cert"]);
    expect(viewOf(graphOf("a:")).critical).toBeUndefined();
  });

  it("starts from what a cluster declares", () => {
    const addons = [
      { name: "b", needs: ["a"] },
      { name: "a", needs: [] },
    ];
    expect(graphOfCluster("prod", { name: "eu", addons: addons as never })).toEqual({
      title: "prod/eu",
      addons,
      edges: [{ addon: "b", need: "a", kind: "declared", reasons: [] }],
      conflicts: [],
    });
  });
});

describe("reach", () => {
  it("is what a walk along the needs finds", () => {
    const acyclic = fc.array(fc.array(fc.nat(), { maxLength: 5 }), { minLength: 1, maxLength: 70 }).map((rows) =>
      rows.map((row, index) => ({
        name: `n${index}`,
        needs: index === 0 ? [] : [...new Set(row.map((need) => `n${need % index}`))],
      })),
    );
    fc.assert(
      fc.property(acyclic, (addons) => {
        const reach = reachOf(addons);
        for (const { name, needs } of addons) {
          expect(reach.dependents(name)).toBe(allDependents([name], addons).size);
          for (const need of needs) {
            const others = needs.filter((other) => other !== need);
            expect(reach.needsThroughOthers(name, need)).toBe(allNeeds(others, addons).has(need));
          }
        }
      }),
    );
  });
});

describe("durations", () => {
  it("are those of what a sync worked on", () => {
    const text = JSON.stringify({
      formatVersion: 1,
      environments: [
        {
          environment: "prod",
          clusters: [
            {
              cluster: "eu",
              result: "done",
              addons: [
                { addon: "a", outcome: "done", durationMs: 1200 },
                { addon: "b", outcome: "kept", durationMs: 0 },
              ],
            },
            { cluster: "us", error: { code: "X", message: "out of reach" } },
          ],
        },
      ],
    });
    expect([...readDurations(text, "sync.json")]).toEqual([
      ["prod/eu", new Map([["a", 1200]])],
      ["prod/us", new Map()],
    ]);
  });

  it.each([
    ["", "is no JSON"],
    ["[1]", "is no JSON object"],
    ['"x"', "is no JSON object"],
    ["{}", "has no list of environments"],
    ['{"environments": 3}', "has no list of environments"],
  ])("%j is refused", (text, message) => {
    expect(() => readDurations(text, "sync.json")).toThrow(
      expect.objectContaining({
        code: "GRAPH-DURATIONS",
        kind: "usage",
        message: expect.stringContaining(`sync.json ${message}`) as string,
      }) as Error,
    );
  });

  it("of what has another shape below are nothing", () => {
    const text =
      '{"environments": [{"clusters": [{"addons": [null, 3, {"addon": 1}, {"addon": "a", "durationMs": "5"}]}]}, {}]}';
    expect([...readDurations(text, "x")]).toEqual([["/", new Map()]]);
  });
});
