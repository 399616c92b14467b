import { describe, expect, test } from "vitest";
import type { AddonSync, ClusterSync } from "../../src/sync/event.ts";
import { clusterResult, syncExitCode } from "../../src/sync/sync-outcome.ts";

const clusters = (...results: readonly ClusterSync["result"][]): readonly ClusterSync[] =>
  results.map((result) => ({ cluster: "one", result, addons: [], requests: 0, processes: 0, durationMs: 0 }));
const report = (list: readonly ClusterSync[]) => ({ formatVersion: 1, environment: "dev", clusters: list }) as const;

describe("syncExitCode", () => {
  test.each([
    [["nothing-to-do"], 0],
    [["done", "nothing-to-do"], 0],
    [["refused", "done"], 4],
    [["refused", "failed"], 1],
    [["failed", "interrupted"], 130],
    [[], 0],
  ] as const)("%j → %i", (results, code) => {
    expect(syncExitCode(report(clusters(...results)))).toBe(code);
  });

  test("what could not be looked at is never clean, and hides nothing worse", () => {
    const incomplete = [{ what: "list secrets", why: "forbidden" }];
    const [done, failed] = clusters("done", "failed");
    expect(syncExitCode(report([{ ...done!, incomplete }]))).toBe(3);
    expect(syncExitCode(report([{ ...done!, incomplete }, failed!]))).toBe(1);
  });
});

describe("clusterResult", () => {
  const addons = (outcomes: readonly AddonSync["outcome"][]): readonly AddonSync[] =>
    outcomes.map((outcome, index) => ({ addon: `a${index}`, op: "install", outcome, reason: "", durationMs: 0 }));

  test.each([
    [["kept", "kept"], "finished", "nothing-to-do"],
    [["kept", "done"], "finished", "done"],
    [["done", "failed", "skipped"], "finished", "failed"],
    [["done", "refused", "skipped"], "finished", "refused"],
    [["failed", "refused"], "finished", "failed"],
    [["done", "interrupted", "not-started"], "interrupted", "interrupted"],
    [["done", "not-started"], "interrupted", "interrupted"],
    [["done", "done"], "interrupted", "done"],
    [["done", "failed"], "interrupted", "failed"],
    [[], "finished", "nothing-to-do"],
  ] as const)("%j, %s → %s", (...[outcomes, run, result]) => {
    expect(clusterResult(addons(outcomes), run)).toBe(result);
  });
});
