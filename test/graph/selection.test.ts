import { describe, expect, it } from "vitest";
import { checkSelector } from "../../src/graph/check-selector.ts";
import { labelsOf, matchesSelector } from "../../src/graph/match-selector.ts";
import { allDependents, allNeeds } from "../../src/graph/related.ts";
import { checkNames, selectAddons, type AddonSelection } from "../../src/graph/select-addons.ts";
import { readSelector } from "../../src/graph/selector.ts";
import { nodes, STACK } from "./plant.ts";

const LABELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ingress: { tier: "edge", team: "network" },
  "load-balancer": { tier: "edge" },
  velero: { tier: "data", team: "storage", empty: "" },
  monitoring: { "example.com/owner": "sre" },
};

const stack = nodes(STACK).map((node) => ({ ...node, namespace: `ns-${node.name}`, labels: LABELS[node.name] ?? {} }));

function select(chosen: AddonSelection["chosen"], needs: "with" | "without", dependents: "with" | "without"): string {
  const selection = { chosen, withNeeds: `${needs}-needs`, withDependents: `${dependents}-dependents` } as const;
  return selectAddons(stack, selection)
    .map(({ name }) => name)
    .join(" ");
}

describe("selection", () => {
  it("follows needs and dependents all the way", () => {
    expect([...allNeeds(["ingress"], stack)].sort()).toEqual(["certificates", "crds", "load-balancer"]);
    expect([...allDependents(["certificates"], stack)].sort()).toEqual([
      "ingress",
      "load-balancer",
      "monitoring",
      "velero",
    ]);
  });

  it.each([
    [["velero"], "without", "without", "velero"],
    [["velero"], "with", "without", "velero certificates crds"],
    [["load-balancer"], "without", "with", "ingress load-balancer monitoring"],
    [["load-balancer"], "with", "with", "ingress certificates crds load-balancer monitoring"],
    [["of-another-cluster"], "with", "with", ""],
  ] as const)("--only %j, %s needs, %s dependents", (...[only, needs, dependents, expected]) => {
    expect(select({ only }, needs, dependents)).toBe(expected);
  });

  it("of nothing is everything", () => {
    expect(select("all", "without", "without")).toBe(
      "velero ingress certificates crds load-balancer monitoring metrics",
    );
  });

  it("refuses every unknown name, with the nearest", () => {
    expect(() => checkNames(["ingres", "velero", "-x"], stack)).toThrow(
      expect.objectContaining({
        code: "CLI-UNKNOWN-ADDON",
        kind: "usage",
        message: 'there is no add-on "ingres", "-x" here',
        hint: "did you mean ingress? there are: certificates, crds, ingress, load-balancer, metrics, monitoring, velero",
      }) as Error,
    );
  });
});

describe("selector", () => {
  it.each([
    ["tier=edge", "ingress load-balancer"],
    ["tier==edge", "ingress load-balancer"],
    [" tier = edge , team ", "ingress"],
    ["tier!=edge", "velero certificates crds monitoring metrics"],
    ["tier in (edge, data),team", "velero ingress"],
    ["tier notin (edge,data)", "certificates crds monitoring metrics"],
    ["tier notin(edge),tier", "velero"],
    ["!tier", "certificates crds monitoring metrics"],
    ["! tier,!example.com/owner", "certificates crds metrics"],
    ["example.com/owner=sre", "monitoring"],
    ["empty=", "velero"],
    ["empty in (,x)", "velero"],
    ["empty!=,tier", "ingress load-balancer"],
    ["name in (crds,metrics)", "crds metrics"],
    ["name!=velero,tier", "ingress load-balancer"],
    ["namespace=ns-crds", "crds"],
    ["in", ""],
    ["in in (in)", ""],
    ["notin", ""],
  ])("%s", (text, expected) => {
    const selector = readSelector(text);
    const names = stack.filter((addon) => matchesSelector(selector, labelsOf(addon))).map(({ name }) => name);
    expect(names.join(" ")).toBe(expected);
  });

  it("takes needs and dependents along", () => {
    expect(select({ selector: readSelector("tier=data") }, "with", "without")).toBe("velero certificates crds");
    expect(select({ selector: readSelector("name=load-balancer") }, "without", "with")).toBe(
      "ingress load-balancer monitoring",
    );
  });

  it.each([
    ["", 1, "the name of a label"],
    [",", 1, "the name of a label"],
    ["tier,", 6, "the name of a label"],
    ["tier=edge team", 11, "a comma or the end"],
    ["tier in edge", 9, "values in brackets"],
    ["tier in (edge", 14, "a comma or a closing bracket"],
    ["tier in (edge data)", 15, "a comma or a closing bracket"],
    ["=edge", 1, "the name of a label"],
    ["tier=edge=core", 10, "a comma or the end"],
    ["!tier=edge", 6, "a comma or the end"],
    ["tier>3", 5, "a label, a value or one of = == != ! , ( )"],
    ["tier='edge'", 6, "a label, a value or one of = == != ! , ( )"],
  ])("%j cannot be read, and says where", (text, at, expected) => {
    expect(() => readSelector(text)).toThrow(
      expect.objectContaining({
        code: "CLI-SELECTOR",
        kind: "usage",
        message: expect.stringContaining(`character ${at}: expected ${expected}, but `) as string,
      }) as Error,
    );
  });

  it.each([
    ["teir=edge", "CLI-UNKNOWN-LABEL", "did you mean tier? there are: "],
    ["teir!=edge", "CLI-UNKNOWN-LABEL", "did you mean tier? there are: "],
    ["!teir", "CLI-UNKNOWN-LABEL", "did you mean tier? there are: "],
    [
      "region=eu",
      "CLI-UNKNOWN-LABEL",
      'there are: empty (""), example.com/owner (sre), name, namespace, team (network, storage), tier (data, edge)',
    ],
    ["tier=egde", "CLI-UNKNOWN-LABEL", "did you mean edge? there are: tier (data, edge)"],
    ["tier in (edge,core)", "CLI-UNKNOWN-LABEL", "there are: tier (data, edge)"],
    ["tier=edge,team=storage", "CLI-NOTHING-SELECTED", 'labels there are: empty ("")'],
  ])("%s is an error that helps", (text, code, hint) => {
    expect(() => checkSelector(readSelector(text), stack)).toThrow(
      expect.objectContaining({ code, kind: "usage", hint: expect.stringContaining(hint) as string }) as Error,
    );
  });

  it.each(["!experimental", "region!=eu", "tier notin (unheard-of)", "tier"])("%s is none", (text) => {
    expect(() => checkSelector(readSelector(text), stack)).not.toThrow();
  });
});
