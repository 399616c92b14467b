import { expect, it } from "vitest";
import { type Change, forecast, type ForecastContext, forecastExpected } from "../../src/drift/forecast.ts";

const CHANGES: readonly Change[] = [
  "deleted",
  "changed-by-other",
  "changed-by-nobody",
  "removed",
  "added",
  "cannot-be-undone",
  "none",
];

function row(context: Partial<ForecastContext>): readonly string[] {
  const whole: ForecastContext = { release: "upgrades", repair: false, applyMethod: "ssa", builtIn: true, ...context };
  return CHANGES.map((change) => {
    const { sync, repair } = forecast(change, whole);
    return `${change}: ${sync}/${repair}`;
  });
}

it("leaves live objects alone in a plain sync of a release that is in step", () => {
  expect(row({ release: "in-step" })).toEqual([
    "deleted: keeps/recreates",
    "changed-by-other: keeps/reverts",
    "changed-by-nobody: keeps/reverts",
    "removed: keeps/reverts",
    "added: keeps/reverts",
    "cannot-be-undone: keeps/refuses",
    "none: keeps/keeps",
  ]);
});

it("meets conflicts with server-side apply", () => {
  expect(row({ applyMethod: "ssa" })).toEqual([
    "deleted: recreates/recreates",
    "changed-by-other: conflicts/reverts",
    "changed-by-nobody: reverts/reverts",
    "removed: reverts/reverts",
    "added: keeps/reverts",
    "cannot-be-undone: keeps/refuses",
    "none: keeps/keeps",
  ]);
});

it("merges built-in kinds back with client-side apply, custom resources not", () => {
  const changed = [
    "changed-by-other: reverts/reverts",
    "changed-by-nobody: reverts/reverts",
    "removed: reverts/reverts",
  ];
  expect(row({ applyMethod: "csa" }).slice(1, 4)).toEqual(changed);
  expect(row({ applyMethod: "csa", builtIn: false }).slice(1, 4)).toEqual(
    changed.map((text) => text.replace(": reverts", ": keeps")),
  );
});

it("does in a sync what repair does where the add-on asks for it", () => {
  expect(row({ release: "in-step", repair: true }).slice(0, 2)).toEqual([
    "deleted: recreates/recreates",
    "changed-by-other: reverts/reverts",
  ]);
});

it("refuses all where the release is refused", () => {
  expect(
    row({ release: "refuses" })
      .slice(0, 6)
      .every((text) => text.endsWith(": refuses/refuses")),
  ).toBe(true);
});

it("leaves alone what a rule expects, and says where server-side apply does not", () => {
  const context: ForecastContext = { release: "upgrades", repair: true, applyMethod: "ssa", builtIn: true };
  expect(forecastExpected("changed-by-other", context)).toEqual({ sync: "conflicts", repair: "keeps" });
  expect(forecastExpected("removed", context)).toEqual({ sync: "keeps", repair: "keeps" });
  const merged = { ...context, applyMethod: "csa" } as const;
  expect(forecastExpected("changed-by-other", merged)).toEqual({ sync: "keeps", repair: "keeps" });
});
