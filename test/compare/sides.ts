import { expect } from "vitest";
import { compareEnvironments } from "../../src/compare/compare-environments.ts";
import type { Comparison } from "../../src/compare/comparison.ts";
import type { Side } from "../../src/compare/side.ts";
import { PLAIN } from "../../src/report/colours.ts";
import { comparisonDocument } from "../../src/report/compare/comparison-document.ts";
import { comparisonText } from "../../src/report/compare/comparison-text.ts";
import { load } from "../manifest/project.ts";
import { schemaProblems } from "../report/schema-problems.ts";

const HEAD = "apiVersion: addons/v1\nkind: Environment\n";
export const ONE = 'clusters: { here: { playground: true, kubernetes: "1.37" } }\n';

/** An add-on of a repository. */
export function web(more: string, version = "1"): string {
  return `  web: { chart: web, repo: "https://charts.example.com", version: "${version}", namespace: web, ${more} }\n`;
}

export async function side(text: string, more: Partial<Side> = {}, environment = "prod"): Promise<Side> {
  const { environments, problems } = await load({ [`environments/${environment}.yaml`]: `${HEAD}${text}` });
  const [loaded] = environments;
  const errors = problems.filter(({ severity }) => severity === "error");
  if (loaded === undefined || errors.length > 0) throw new Error(JSON.stringify(problems));
  return { name: { environment }, environment: loaded, ...more };
}

export function compare(left: Side, right: Side): Comparison {
  const comparison = compareEnvironments(left, right, {
    redact: (text) => text.replaceAll(/known-secret/g, "(hidden)"),
  });
  expect(schemaProblems("diff", comparisonDocument(comparison))).toEqual([]);
  return comparison;
}

/** Of `addons:` of one cluster, without the title. */
export async function changed(left: string, right: string): Promise<readonly string[]> {
  const [a, b] = [await side(`${ONE}addons:\n${left}`), await side(`${ONE}addons:\n${right}`)];
  return textOf(compare(a, b)).slice(1);
}

export function textOf(comparison: Comparison): readonly string[] {
  const text = comparisonText(comparison, { colours: PLAIN, show: "changes" });
  return text.split("\n").filter((line) => line !== "");
}
