import { describe, expect, it } from "vitest";
import { inferNeeds } from "../../src/graph/infer-needs.ts";
import { clusterOf, crd, custom, type MadeAddon } from "./cluster-of.ts";

/** Missing needs as `addon → need: why, evidence`. */
function missing(addons: Readonly<Record<string, MadeAddon>>): readonly string[] {
  return inferNeeds(clusterOf(addons)).missing.map(
    ({ addon, need, why, evidence }) => `${addon} → ${need} (${why}): ${evidence.join("; ")}`,
  );
}

describe("a contradiction", () => {
  function contradictions(addons: Readonly<Record<string, MadeAddon>>) {
    return inferNeeds(clusterOf(addons)).contradictions;
  }

  it("with a declared need: the shortest circle, with a reason for each step", () => {
    const addons = {
      app: { renders: [custom("Thing", "x")] },
      crds: { needs: ["detour", "mid"], renders: [crd("Thing")] },
      detour: { needs: ["mid"] },
      mid: { needs: ["app"] },
    };
    expect(contradictions(addons)).toEqual([
      {
        cycle: ["app", "crds", "mid", "app"],
        reasons: ["crds defines the kind of Thing app/x", "crds needs mid (declared)", "mid needs app (declared)"],
      },
    ]);
    expect(missing(addons)).toEqual([]);
  });

  it("between two that define each other's kinds, told once", () => {
    const addons = {
      a: { renders: [crd("Thing"), custom("Other", "o")] },
      b: { renders: [crd("Other"), custom("Thing", "x")] },
    };
    expect(contradictions(addons).map(({ cycle }) => cycle)).toEqual([["a", "b", "a"]]);
    expect(missing(addons)).toEqual([]);
  });

  it("is none when another maker does not need it", () => {
    const addons = {
      a: { needs: ["app"], renders: [crd("Thing")] },
      app: { renders: [custom("Thing", "x")] },
      b: { renders: [crd("Thing")] },
    };
    expect(contradictions(addons)).toEqual([]);
    expect(missing(addons)).toEqual(["app → b (kind): defines the kind of Thing app/x"]);
  });
});
