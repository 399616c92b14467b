import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AddonNode } from "../../src/graph/addon-node.ts";
import { criticalPath } from "../../src/graph/critical-path.ts";
import { orderAddons, waves } from "../../src/graph/order-addons.ts";
import { allDependents } from "../../src/graph/related.ts";
import { findCycles as cyclesOf } from "../../src/support/find-cycles.ts";

const findCycles = (addons: readonly AddonNode[]): readonly (readonly string[])[] =>
  cyclesOf(new Map(addons.map(({ name, needs }) => [name, needs])));

/** `b: a` — b needs a. */
function graph(text: string): readonly AddonNode[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [name = "", needs = ""] = line.trim().split(":");
      return { name, needs: needs.split(" ").filter((need) => need !== "") };
    });
}

const stack = graph(`
  velero: certificates
  ingress: certificates load-balancer
  certificates: crds
  crds:
  load-balancer: certificates
  monitoring: crds ingress
  metrics:
`);

const names = (addons: readonly AddonNode[]): string => addons.map(({ name }) => name).join(" ");

/** Add-ons that need only earlier ones, in a shuffled list. */
const acyclic = fc
  .array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 25 })
  .map((rows) =>
    rows.map((row, index) => ({
      name: `n${index}`,
      needs: index === 0 ? [] : [...new Set(row.map((need) => `n${need % index}`))],
    })),
  )
  .chain((addons) => fc.shuffledSubarray(addons, { minLength: addons.length }));

describe("order", () => {
  it("puts needs first, and names in order where needs leave a choice", () => {
    expect(names(orderAddons(stack))).toBe("crds metrics certificates load-balancer velero ingress monitoring");
    expect(waves(stack).map(names)).toEqual([
      "crds metrics",
      "certificates",
      "load-balancer velero",
      "ingress",
      "monitoring",
    ]);
  });

  it("holds for any graph, and does not depend on the order of the list", () => {
    fc.assert(
      fc.property(acyclic, (addons) => {
        const ordered = orderAddons(addons);
        const place = new Map(ordered.map(({ name }, index) => [name, index]));
        const early = ordered.flatMap(({ name, needs }) =>
          needs.filter((need) => (place.get(need) ?? 0) >= (place.get(name) ?? 0)),
        );
        expect(early).toEqual([]);
        expect(ordered).toHaveLength(addons.length);
        expect(names(orderAddons(addons.toReversed()))).toBe(names(ordered));
        expect(findCycles(addons)).toEqual([]);
      }),
    );
  });

  it("leaves out needs that are not in the list, as when only some add-ons are selected", () => {
    expect(names(orderAddons(graph("b: a x\na: y")))).toBe("a b");
  });

  it("orders 10,000 add-ons in one chain", () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => ({ name: `n${i}`, needs: i === 0 ? [] : [`n${i - 1}`] }));
    expect(orderAddons(chain.toReversed()).at(-1)?.name).toBe("n9999");
  });
});

describe("cycles", () => {
  it.each([
    ["two", "a: b\nb: a\nc: a", ["a b a"]],
    ["itself", "a: a", ["a a"]],
    ["the shortest of several", "a: b d\nb: c\nc: a\nd: a", ["a d a", "b c a b"]],
    ["a shorter one that hangs on it, only", "a: b\nb: c\nc: a b", ["b c b"]],
    ["two apart", "a: b\nb: a\nx: y\ny: x\nz: x a", ["a b a", "x y x"]],
    ["none, behind and before a circle only", "a: b\nb: a\nbefore: a\nc:", ["a b a"]],
  ])("%s", (_, text, expected) => {
    expect(findCycles(graph(text)).map((cycle) => cycle.join(" "))).toEqual(expected);
  });

  it("finds one whenever an edge closes a circle", () => {
    fc.assert(
      fc.property(acyclic, fc.nat(), (addons, pick) => {
        const target = addons[pick % Math.max(1, addons.length)];
        const users = target === undefined ? [] : [...allDependents([target.name], addons)].sort();
        const user = users[pick % Math.max(1, users.length)];
        fc.pre(target !== undefined && user !== undefined);
        const closed = addons.map((addon) =>
          addon === target ? { ...addon, needs: [...addon.needs, user ?? ""] } : addon,
        );
        expect(findCycles(closed).flat()).toContain(target?.name);
      }),
    );
  });

  it("is a bug for the order", () => {
    expect(() => orderAddons(graph("a: b\nb: a"))).toThrow("round in a circle");
  });
});

describe("critical path", () => {
  it("is the chain that takes longest", () => {
    const durations = new Map(
      Object.entries({ crds: 1, certificates: 2, "load-balancer": 3, ingress: 1, velero: 9, metrics: 5 }),
    );
    expect(criticalPath(stack, durations)).toEqual({ names: ["crds", "certificates", "velero"], duration: 12 });
    expect(criticalPath([], durations)).toEqual({ names: [], duration: 0 });
  });
});
