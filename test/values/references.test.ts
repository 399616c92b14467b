import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";
import { resolveReferences, resolveString } from "../../src/values/references.ts";
import { clusterScope, withInputs } from "../../src/values/scope.ts";
import type { ScopeRoot } from "../../src/values/scope.ts";

const outputs: JsonObject = {
  role: "arn:aws:iam::123456789012:role/dns",
  "kube-system-external-dns_role_arn": "arn:1",
  count: 3,
  on: false,
  nothing: null,
  empty: "",
  subnets: ["subnet-a", { id: "subnet-b" }],
  tags: { "team/name": "platform", nested: { deep: [1, [2]] } },
  db_password: "hunter22",
  pair: { user: "admin", pass: "s3cr3t-pass", port: 5432, on: true },
};
const tf: ScopeRoot = { kind: "known", data: outputs, secret: ["pair"], names: "open" };
const scope = withInputs(
  clusterScope({
    name: "eu",
    kubernetes: "1.36",
    vars: { n: 3, on: true, text: "a${vars.n}$${x}", "a.b": "dotted", empty: "" },
  }),
  new Map<string, ScopeRoot>([
    ["tf", tf],
    ["later", { kind: "unread" }],
    ["broken", { kind: "failed" }],
    [
      "ci",
      {
        kind: "known",
        data: { SET: "x" },
        secret: "all",
        names: "open",
        absent: { TOKEN: { why: "the environment variable TOKEN is not set", hint: "set it" } },
      },
    ],
  ]),
);

describe("a reference", () => {
  it.each<[string, JsonValue]>([
    ["${cluster.name}", "eu"],
    ["${vars.n}", 3],
    ["${vars.on}", true],
    ["x${vars.n}-${vars.on}", "x3-true"],
    ['${vars."a.b"}', "dotted"],
    ['${"vars"."n"}', 3],
    ["${vars.empty}", ""],
    ["$${vars.n}", "${vars.n}"],
    ["$$${vars.n}", "$${vars.n}"],
    ["${vars.n}$${vars.n}${vars.n}", "3${vars.n}3"],
    ["${vars.text}", "a${vars.n}$${x}"],
    ["$", "$"],
    ["$5 {x} $x", "$5 {x} $x"],
    ["${tf.kube-system-external-dns_role_arn}", "arn:1"],
    ["${tf.count}", 3],
    ["n=${tf.count}", "n=3"],
    ["${tf.on}", false],
    ["${tf.subnets}", ["subnet-a", { id: "subnet-b" }]],
    ["${tf.subnets.0}", "subnet-a"],
    ["${tf.subnets.1.id}", "subnet-b"],
    ["${tf.tags}", { "team/name": "platform", nested: { deep: [1, [2]] } }],
    ['${tf.tags."team/name"}', "platform"],
    ["${tf.tags.nested.deep.1.0}", 2],
  ])("%s stands for %j", (text, expected) => {
    expect(resolveReferences(text, scope)).toMatchObject({ value: expected, faults: [], unread: [] });
  });

  it.each<[string, JsonValue]>([
    ["${tf.missing:-none}", "none"],
    ["${tf.empty:-none}", "none"],
    ["${tf.nothing:-none}", "none"],
    ["${tf.tags.missing.below:-none}", "none"],
    ["${tf.role:-none}", "arn:aws:iam::123456789012:role/dns"],
    ["${tf.on:-true}", false],
    ["${tf.count:-0}", 3],
    ["${tf.x:-3}", 3],
    ['${tf.x:-"3"}', "3"],
    ["${tf.x:-'it''s'}", "it's"],
    ["${tf.x:-true}", true],
    ["${tf.x:-no}", "no"],
    ["${tf.x:-null}", null],
    ['${tf.x:-""}', ""],
    ['${tf.x:-"a}b ${vars.n}"}', "a}b ${vars.n}"],
    ["${tf.x:-arn:aws:s3:::bucket/*}", "arn:aws:s3:::bucket/*"],
    ["${tf.x:-two words}", "two words"],
    ["-${tf.x:-3}-", "-3-"],
    ["${vars.m:-1}", 1],
    ["${ci.TOKEN:-anonymous}", "anonymous"],
  ])("%s with a default stands for %j", (text, expected) => {
    expect(resolveReferences(text, scope)).toMatchObject({ value: expected, faults: [], unread: [] });
  });

  it.each([
    ["a ${vars.m}", 2, "unknown reference ${vars.m}"],
    ["${cluster.kubernets}", 0, "unknown reference ${cluster.kubernets}"],
    ["${cluster.kubernets:-1.36}", 0, "unknown reference ${cluster.kubernets}"],
    ["${ft.role:-none}", 0, "unknown reference ${ft.role}"],
    ["${vars.n} ${", 10, "the reference that starts here has no closing }"],
    ["${}", 0, "this is not a reference: only names are allowed between ${ and }"],
    ["${ vars.n }", 0, "this is not a reference: only names are allowed between ${ and }"],
    ["${$(id)}", 0, "this is not a reference: only names are allowed between ${ and }"],
    ["${tf.subnets[0]}", 0, "this is not a reference: only names are allowed between ${ and }"],
    ["${tf.x:-}", 0, "the default after :- is missing"],
    [
      "${tf.x:-0644}",
      0,
      "the default after :- cannot be read: the number 0644 means different things to YAML 1.1 (octal) and YAML 1.2 (decimal)",
    ],
    ["${tf.x:-[a]}", 0, "the default after :- must be a text, a number, true, false or null"],
    ["${vars.__proto__}", 0, "unknown reference ${vars.__proto__}"],
    ["${vars.constructor}", 0, "unknown reference ${vars.constructor}"],
    ["${tf.subnets.length}", 0, "unknown reference ${tf.subnets.length}: ${tf.subnets} is a list of 2"],
    ["${tf.subnets.2}", 0, "unknown reference ${tf.subnets.2}: ${tf.subnets} is a list of 2"],
    ["${tf.subnets.00}", 0, "unknown reference ${tf.subnets.00}: ${tf.subnets} is a list of 2"],
    ["${tf.role.arn}", 0, "unknown reference ${tf.role.arn}: ${tf.role} is a text, which has nothing below it"],
    ["${tf.nothing}", 0, "${tf.nothing} is null"],
    ["x${tf.subnets}", 1, "${tf.subnets} is a list of 2, which cannot be a part of a text"],
    ["${tf.tags}x", 0, "${tf.tags} is a map, which cannot be a part of a text"],
    ["x${tf.x:-null}", 1, "${tf.x} is null, which cannot be a part of a text"],
    ["${ci.TOKEN}", 0, "unknown reference ${ci.TOKEN}: the environment variable TOKEN is not set"],
    ["${ci.TOKEM}", 0, "unknown reference ${ci.TOKEM}"],
  ])("%s is refused", (text, offset, message) => {
    const { faults } = resolveReferences({ list: [text] }, scope);
    expect(faults).toMatchObject([{ path: ["list", 0], offset, message }]);
  });

  it.each([
    ["${tf.rol}", "did you mean ${tf.role}? known here: ${tf.role}, "],
    ["${role}", "did you mean ${tf.role}? known here: ${cluster.name}, "],
    ["${ft.role}", "did you mean ${tf.role}? known here: ${cluster.name}, "],
    ["${var.n}", "did you mean ${vars.n}?"],
    ["${vars.m}", "or add m to the cluster's vars"],
    ['${tf.tags."team/nam"}', 'did you mean ${tf.tags."team/name"}?'],
    ["${tf.tag.nested}", "did you mean ${tf.tags.nested}?"],
    ["${tf.subnets.first}", "items are named by number: ${tf.subnets.0} to ${tf.subnets.1}"],
    ["${tf.subnets[0]}", "items of lists are named by number, from 0: ${INPUT.NAME.0}"],
    ["${tf.x || 3}", "a default stands behind :- as in ${INPUT.NAME:-none}"],
    ["${tf.x:-${vars.n}}", "a default is a plain value, no reference: ${INPUT.NAME:-none}"],
    ["${nothing.like.it}", "${tf.…}, ${later.…}, ${broken.…}, ${ci.…}"],
  ])("%s is answered by: %s", (text, hint) => {
    expect(resolveReferences(text, scope).faults[0]?.hint).toContain(hint);
  });

  it("names eight of many in its hint", () => {
    const data = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`output_${index}`, index]));
    const many = withInputs(scope, new Map([["big", { kind: "known", data, secret: [], names: "open" }]]));
    const hint = resolveReferences("${big.zzz}", many).faults[0]?.hint ?? "";
    expect(hint).toContain("and 492 more");
    expect(hint.match(/\$\{/g)).toHaveLength(8);
  });

  it("finds all unknown ones of a string and of all strings", () => {
    const { faults } = resolveReferences({ a: "${x.y} ${vars.n} ${z}", b: { c: ["${vars.q}"] } }, scope);
    expect(faults.map(({ path, offset }) => `${path.join(".")}@${offset}`)).toEqual(["a@0", "a@17", "b.c.0@0"]);
  });

  it("leaves keys alone", () => {
    expect(resolveReferences({ "${cluster.name}": 1 }, scope).value).toEqual({ "${cluster.name}": 1 });
  });

  it("to an input that was not read stands as it was written, default or not, and is told", () => {
    const value = { a: "${later.x}", b: ["<${later.y:-1}> ${vars.n}"] };
    expect(resolveReferences(value, scope)).toEqual({
      value: { a: "${later.x}", b: ["<${later.y:-1}> 3"] },
      faults: [],
      secrets: [],
      unread: [
        { path: ["a"], offset: 0, input: "later", why: "unread" },
        { path: ["b", 0], offset: 1, input: "later", why: "unread" },
      ],
    });
  });

  it("to an input that could not be read is no second fault", () => {
    const unread = [{ path: [], offset: 0, input: "broken", why: "failed" }];
    expect(resolveReferences("${broken.x}", scope)).toMatchObject({ value: "${broken.x}", faults: [], unread });
  });

  it("tells what may not be shown: sensitive outputs as a whole, and names that look secret", () => {
    const secrets = (text: string): readonly string[] => resolveReferences(text, scope).secrets;
    expect(secrets("${tf.role}")).toEqual([]);
    expect(secrets("x${tf.db_password}")).toEqual(["hunter22"]);
    expect(secrets("${tf.pair}")).toEqual(["admin", "s3cr3t-pass", "5432"]);
    expect(secrets("${tf.pair.user}")).toEqual(["admin"]);
    expect(secrets("${tf.pair.missing:-public}")).toEqual([]);
  });
});

describe("in a field that is a text", () => {
  it.each([
    ["${tf.count}", "3"],
    ["${vars.on}-x", "true-x"],
  ])("%s becomes %s", (text, expected) => {
    expect(resolveString(text, scope)).toMatchObject({ text: expected, faults: [] });
  });

  it.each(["${tf.tags}", "${tf.subnets}", "${tf.x:-null}"])("%s is refused", (text) => {
    expect(resolveString(text, scope).faults).toMatchObject([{ code: "MANIFEST-REFERENCE-TYPE", offset: 0, path: [] }]);
  });
});
