import { describe, expect, it } from "vitest";
import { problemList } from "../../src/manifest/problem-list.ts";
import type { SeveritySettings } from "../../src/manifest/severity-settings.ts";
import type { Problem } from "../../src/support/problem.ts";

const at = { file: "environments/base.yaml", line: 3, column: 5 };
const PROBLEM: Problem = { code: "A-B", severity: "warning", message: "odd", at };

/** What is told of a problem that dev and prod have, each with two clusters. */
function told(settings: Readonly<Record<string, SeveritySettings>>): readonly string[] {
  const list = problemList(new Map(Object.entries(settings)));
  for (const environment of ["dev", "prod"]) {
    for (const cluster of ["a", "b"]) {
      const met = { environment, file: `environments/${environment}.yaml`, cluster };
      list.looked(met);
      list.report(PROBLEM, met);
    }
  }
  return list.all().map(({ severity, message }) => `${severity}: ${message}`);
}

const says = (severity: "error" | "warning" | "info" | "off"): SeveritySettings => new Map([["A-B", severity]]);
const NOTHING: SeveritySettings = new Map();

describe("severities of environments", () => {
  it.each<[string, Readonly<Record<string, SeveritySettings>>, readonly string[]]>([
    ["nothing said", {}, ["warning: odd"]],
    ["raised everywhere", { dev: says("error"), prod: says("error") }, ["error: odd"]],
    ["silenced everywhere", { dev: says("off"), prod: says("off") }, []],
    ["silenced in one", { dev: says("off"), prod: NOTHING }, ["warning: odd (in prod)"]],
    ["raised in one", { dev: NOTHING, prod: says("error") }, ["warning: odd (in dev)", "error: odd (in prod)"]],
    ["about another code", { dev: new Map([["A-C", "off"]]), prod: NOTHING }, ["warning: odd"]],
  ])("%s", (_, settings, expected) => {
    expect(told(settings)).toEqual(expected);
  });

  it.each<[string, Readonly<Record<string, SeveritySettings>>, readonly string[]]>([
    ["all agree", { dev: says("off"), prod: says("off") }, []],
    ["they do not", { dev: says("off"), prod: NOTHING }, ["warning"]],
    ["there is none", {}, ["warning"]],
  ])("change what was found in no environment alone when %s", (_, settings, expected) => {
    const list = problemList(new Map(Object.entries(settings)));
    list.report(PROBLEM);
    expect(list.all().map(({ severity }) => severity)).toEqual(expected);
  });
});
