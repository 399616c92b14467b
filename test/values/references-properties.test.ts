import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";
import { resolveReferences, resolveString } from "../../src/values/references.ts";
import { clusterScope, withInputs } from "../../src/values/scope.ts";
import type { Scope } from "../../src/values/scope.ts";

const scope = withInputs(
  clusterScope({ name: "eu", kubernetes: "1.36", vars: { n: 3 } }),
  new Map([["tf", { kind: "known", data: { tags: { a: 1 } }, secret: [], names: "open" }]]),
);

describe("whatever is written", () => {
  const piece = fc.constantFrom(
    "$",
    "{",
    "}",
    "vars.n",
    "${vars.n}",
    "$${",
    "x",
    "\n",
    ":-",
    '"',
    "'",
    "${tf.tags}",
    ".",
  );
  const anything = fc.array(piece).map((pieces) => pieces.join(""));

  it("what is put in is never looked at again", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const own = clusterScope({ name: "c", kubernetes: "1.36", vars: { text, n: 1 } });
        expect(resolveReferences("${vars.text}", own)).toMatchObject({ value: text, faults: [] });
        expect(resolveReferences("<${vars.text}>", own).value).toBe(`<${text}>`);
      }),
    );
  });

  it("a string whose ${ are written as $${ comes back", () => {
    fc.assert(
      fc.property(anything, (literal) => {
        const escaped = literal.replaceAll("${", () => "$${");
        expect(resolveReferences(escaped, scope)).toMatchObject({ value: literal, faults: [] });
      }),
    );
  });

  it("there is a value, or a fault at a ${ of the string", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const { value, faults } = resolveReferences(text, scope);
        expect(faults.filter(({ offset }) => !text.startsWith("${", offset))).toEqual([]);
        fc.pre(faults.length === 0);
        expect(value).toEqual(slowly(text, scope));
      }),
      { numRuns: 500 },
    );
  });

  it("a whole reference keeps type and content of every part of a tree", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z"{}.$-]{1,5}$/), fc.jsonValue(), { minKeys: 1 }), (tree) => {
        const data = JSON.parse(JSON.stringify(tree)) as JsonObject;
        const own: Scope = new Map([["tf", { kind: "known", data, secret: [], names: "open" }]]);
        for (const [key, value] of Object.entries(data)) {
          if (/["{}]/.test(key) || value === null) continue;
          expect(resolveReferences(`\${tf."${key}"}`, own)).toMatchObject({ value, faults: [] });
        }
      }),
    );
  });
});

/** The rule in other words, for strings without mistakes: split at references, put in, join. */
function slowly(text: string, within: Scope): JsonValue {
  const parts = text.split(/(\$\$\{|\$\{[^{}]*\})/);
  const whole = parts.length === 3 && parts[0] === "" && parts[2] === "" && parts[1] !== "$${";
  if (whole) return resolveReferences(parts[1] ?? "", within).value;
  return parts
    .map((part) => (part === "$${" ? "${" : part.startsWith("${") ? resolveString(part, within).text : part))
    .join("");
}
