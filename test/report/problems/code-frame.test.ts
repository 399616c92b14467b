import { expect, it } from "vitest";
import { codeFrame } from "../../../src/report/problems/code-frame.ts";
import { PLAIN } from "../../../src/report/colours.ts";

const SOURCE = `addons:
  grafana:
    adminPassword: s3cret-one
    replicas: "2"
    auth:
      user: s3cret-two
      key: |
        s3cret-three

        s3cret-four
    env: { name: a, apiKey: s3cret-five, size: 1 }
    secretName: grafana-admin
`;

const frame = (line: number, column = 5): string =>
  codeFrame({ file: "x.yaml", line, column }, SOURCE, PLAIN).join("\n");

it("shows the line of a problem with its neighbours", () => {
  expect(frame(2, 3)).toBe("  1 | addons:\n  2 |   grafana:\n    |   ^\n  3 |     adminPassword: (hidden)");
});

it("shows names of secrets, and nothing for a line that is not there", () => {
  expect(frame(12)).toContain("12 |     secretName: grafana-admin");
  expect(frame(99)).toBe("");
});

it.each(SOURCE.split("\n").map((_, index) => index + 1))("shows no secret around line %i", (line) => {
  expect(frame(line)).not.toContain("s3cret");
});
