import fc from "fast-check";
import { expect, test } from "vitest";
import { markLabels, parseMarks } from "../../src/release/marks.ts";

const hash = fc.stringMatching(/^[0-9a-f]{40}$/);

test("the ready mark is the revision that was seen ready", () => {
  expect(parseMarks({ "addons/ready": "r12" })).toEqual({ ready: 12 });
});

test("what is written is what is read", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 999_999 }),
      hash,
      fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/),
      (revision, pin, name) => {
        const labels = markLabels({ revision, hash: pin, environment: name, addon: name });
        expect(parseMarks(labels)).toEqual({ pin: { revision, hash: pin }, environment: name, addon: name });
        for (const value of Object.values(labels))
          expect(value).toMatch(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/);
      },
    ),
  );
});

test.each([
  ["none", {}],
  ["no revision", { "addons/pin": "a".repeat(40) }],
  ["revision 0", { "addons/pin": `r0-${"a".repeat(40)}` }],
  ["a short hash", { "addons/pin": "r1-abc" }],
  ["upper case", { "addons/pin": `r1-${"A".repeat(40)}` }],
  ["more behind it", { "addons/pin": `r1-${"a".repeat(40)}x` }],
  ["ready without a revision", { "addons/ready": "true" }],
  ["ready with more behind it", { "addons/ready": `r1-${"a".repeat(40)}` }],
  ["no text", { "addons/ready": 1, "addons/pin": 7, "addons/environment": null, "addons/name": "" }],
])("labels bent by hand count as absent: %s", (_, labels) => {
  expect(parseMarks(labels)).toEqual({});
});
