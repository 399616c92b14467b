import { expect, it } from "vitest";
import { readYamlSource } from "../../src/support/yaml-source.ts";

const SIZE = 4 * 1024 * 1024;

it.each([
  ["quotes", '"'.repeat(SIZE)],
  ["line ends", "\n".repeat(SIZE)],
  ["brackets", "}".repeat(SIZE)],
  ["lists in lists", "- ".repeat(SIZE / 2)],
])("megabytes of %s are counted while they are read", (_, text) => {
  const result = readYamlSource(text, "f.yaml");
  const told = result.kind === "broken" ? result.problems.map(({ code, at }) => `${code} ${at?.line}`) : [];
  expect(told).toEqual(["YAML-TOO-LARGE 1"]);
});
