import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { parseSources } from "../../src/sources/parse-sources.ts";
import type { SourceSettings } from "../../src/sources/source-settings.ts";
import { sourcesSchema } from "../../src/sources/sources-schema.ts";

const HEAD = "apiVersion: addons/v1\nkind: Sources\n";

function settingsOf(text: string): readonly SourceSettings[] {
  const parsed = parseSources(text);
  if (parsed.kind === "broken") throw new Error(JSON.stringify(parsed.problems));
  return parsed.entries.map(({ settings }) => settings);
}

/** `line:column CODE message | hint` per problem. */
function problemsOf(text: string): readonly string[] {
  const parsed = parseSources(text);
  if (parsed.kind === "read") return [];
  return parsed.problems.map(
    ({ at, code, message, hint }) => `${at?.line}:${at?.column} ${code} ${message} | ${hint ?? ""}`,
  );
}

function entry(text: string, source = "https://charts.example.com"): string {
  return `${HEAD}sources:\n  ${source}: ${text}\n`;
}

describe("parseSources", () => {
  it("reads everything there is to say", () => {
    const text = `${HEAD}x-notes: mine
sources:
  https://charts.example.com:
    mirrors: [https://mirror.example.com/charts, http://localhost:8080]
    indexDigest: warn
    verify: ifPresent
    signers:
      - pgp: keys/team.asc
  oci://registry.example.com/team:
    signers:
      - cosign: keys/cosign.pub
      - pgp: ../keys/team.gpg
      - { identity: releases@example.com, issuer: https://issuer.example.com, trustedRoot: keys/root.json }
  git+https://git.example.com/org/repo: { verify: off }
`;
    expect(settingsOf(text)).toEqual([
      {
        source: "https://charts.example.com",
        mirrors: ["https://mirror.example.com/charts", "http://localhost:8080"],
        indexDigest: "warn",
        verify: "ifPresent",
        signers: [{ kind: "pgp", keyring: "charts/keys/team.asc" }],
      },
      {
        source: "oci://registry.example.com/team",
        mirrors: [],
        indexDigest: "refuse",
        verify: "required",
        signers: [
          { kind: "cosign-key", key: "charts/keys/cosign.pub" },
          { kind: "pgp", keyring: "keys/team.gpg" },
          {
            kind: "cosign-identity",
            identity: "releases@example.com",
            issuer: "https://issuer.example.com",
            trustedRoot: "charts/keys/root.json",
          },
        ],
      },
      {
        source: "git+https://git.example.com/org/repo",
        mirrors: [],
        indexDigest: "refuse",
        verify: "off",
        signers: [],
      },
    ]);
  });

  it.each([
    ["", "1:1 YAML-EMPTY the file is empty"],
    ["a: [", "1:5 YAML-"],
    ["- a\n", "1:1 SOURCES-TYPE the file must be a map"],
    [
      "kind: Sources\nsources: {}\n",
      "1:1 SOURCES-MISSING-KEY the file has no apiVersion | add the line: apiVersion: addons/v1",
    ],
    [`${HEAD}`, "1:1 SOURCES-MISSING-KEY the file has no sources"],
    [`${HEAD}sources: []\n`, "3:10 SOURCES-TYPE sources must be a map from sources"],
    [`${HEAD}source: {}\nsources: {}\n`, "3:1 SOURCES-UNKNOWN-KEY unknown key source | did you mean sources?"],
    ["apiVersion: addons/v2\nkind: Sources\nsources: {}\n", "1:13 SOURCES-VALUE apiVersion must be addons/v1"],
    ["apiVersion: addons/v1\nkind: Base\nsources: {}\n", "2:7 SOURCES-VALUE kind must be Sources"],
    [
      entry("{ verfy: required }"),
      '4:33 SOURCES-UNKNOWN-KEY unknown key verfy in sources["https://charts.example.com"] | did you mean verify?',
    ],
    [entry("{}"), "4:3 SOURCES-VALUE the entry says nothing"],
    [entry(""), "4:3 SOURCES-TYPE"],
    [entry("[a]"), "4:31 SOURCES-TYPE"],
    [
      entry("{ indexDigest: warm }"),
      '4:46 SOURCES-VALUE sources["https://charts.example.com"].indexDigest must be refuse or warn | did you mean warn?',
    ],
    [entry("{ indexDigest: warn }", "oci://r.example.com"), "SOURCES-VALUE only HTTP repositories have an index"],
    [entry("{ mirrors: [] }"), "4:42 SOURCES-VALUE"],
    [entry("{ mirrors: https://m.example.com }"), "4:42 SOURCES-TYPE"],
    [entry("{ mirrors: [3] }"), "4:43 SOURCES-TYPE"],
    [
      entry("{ mirrors: [oci://m.example.com/x] }"),
      "SOURCES-VALUE a mirror of https://charts.example.com must be of the same kind | write https://…",
    ],
    [
      entry("{ mirrors: [https://m.example.com/] }"),
      'SOURCES-ADDRESS "https://m.example.com/" is not how the lock spells it | write https://m.example.com',
    ],
    [
      entry("{ mirrors: [https://m.example.com, https://m.example.com] }"),
      "SOURCES-VALUE https://m.example.com stands here twice",
    ],
    [
      entry("{ mirrors: [https://charts.example.com] }"),
      "SOURCES-VALUE https://charts.example.com stands here twice, or is the source itself",
    ],
    [
      entry("{ mirrors: [https://m.example.com] }", "git+https://g.example.com/a"),
      "SOURCES-VALUE git sources have no mirrors",
    ],
    [entry("{ indexDigest: warn }", "https://charts.example.com:443"), "4:3 SOURCES-ADDRESS"],
    [
      entry("{ indexDigest: warn }", "https://u:p@charts.example.com"),
      "4:3 SOURCES-ADDRESS the address holds credentials",
    ],
    [entry("{ verify: off }", "git+ssh://git:pw@g.example.com/a"), "4:3 SOURCES-ADDRESS the address holds credentials"],
    [entry("{ indexDigest: warn }", "charts/web"), '4:3 SOURCES-ADDRESS "charts/web" is not the address of a source'],
    [entry("{ indexDigest: warn }", "https:///x y"), "4:3 SOURCES-ADDRESS"],
    [
      entry("{ verify: off }", "oci://R.example.com/t"),
      '4:3 SOURCES-ADDRESS "oci://R.example.com/t" is not how the lock spells it | write oci://r.example.com/t',
    ],
    [
      entry("{ verify: required }"),
      'SOURCES-SIGNERS sources["https://charts.example.com"].verify is required, but nobody may sign | add for example',
    ],
    [entry("{ verify: ifPresent }"), "SOURCES-SIGNERS"],
    [
      entry("{ signers: [{ pgp: k.asc }] }", "git+https://g.example.com/a"),
      "SOURCES-SIGNERS signatures of git sources are not checked",
    ],
    [entry("{ signers: [{ cosign: k.pub }] }"), "SOURCES-SIGNERS cosign signatures lie in OCI registries only"],
    [entry("{ signers: [{ pgp: k.asc, cosign: k.pub }] }"), "SOURCES-SIGNERS"],
    [entry("{ signers: [{ identity: a, issuer: b }] }"), "here: identity, issuer, trustedRoot, nothing else"],
    [entry("{ signers: [{}] }"), "SOURCES-SIGNERS"],
    [entry("{ signers: [{ pgp: 3 }] }"), "4:50 SOURCES-TYPE"],
    [
      entry("{ signers: [{ pgp: ../../k.asc }] }"),
      'SOURCES-VALUE sources["https://charts.example.com"].signers[0].pgp: ../../k.asc lies outside the project',
    ],
    [entry("{ signers: [{ pgp: /etc/k.asc }] }"), "lies outside the project"],
    [entry('{ signers: [{ pgp: "a b" }] }'), "must not hold spaces"],
    [entry("{ indexDigest: warn, indexDigest: warn }"), "YAML-"],
  ])("%j is told: %s", (text, expected) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
  });

  const SIGNED = "{ signers: [{ pgp: k.asc }] }";
  const HIDES = "SOURCES-SIGNERS the entry says nothing of signatures, and holds instead of";

  it.each([
    [entry(`${SIGNED}\n  https://charts.example.com/stable: { mirrors: [https://m.example.com] }`), HIDES],
    [entry(`{ indexDigest: warn }\n  https://charts.example.com: ${SIGNED}`, "https://charts.example.com/a/b"), HIDES],
    [
      entry(`${SIGNED}\n  oci://r.example.com/a: { mirrors: [oci://m.example.com/a] }`, "oci://r.example.com"),
      `5:3 ${HIDES} oci://r.example.com, which requires them | repeat its signers here, or write verify: off`,
    ],
  ])("an entry does not take away signatures without a word: %j", (text, expected) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(expected)]);
  });

  it.each([
    `${SIGNED}\n  https://charts.example.com/stable: { verify: off }`,
    `${SIGNED}\n  https://charts.example.com/stable: ${SIGNED}`,
    `${SIGNED}\n  https://charts.example.com.evil.example: { indexDigest: warn }`,
    `${SIGNED}\n  https://charts.example.com/a: { verify: off }\n  https://charts.example.com/a/b: { indexDigest: warn }`,
    `{ indexDigest: warn }\n  https://charts.example.com/stable: { indexDigest: refuse }`,
  ])("but with a word, or where there are none: %s", (entries) => {
    expect(problemsOf(entry(entries))).toEqual([]);
  });

  it("tells everything at once", () => {
    const text = entry("{ mirrors: [3], indexDigest: x, verify: y, signers: [{}] }");
    expect(problemsOf(text)).toHaveLength(4);
  });

  it("never throws, and reads nothing that the schema refuses", () => {
    const validate = new Ajv({ strict: false }).compile(sourcesSchema());
    const scalar = fc.oneof(
      fc.constantFrom("warn", "required", "off", "keys/a.asc", "https://a.example.com"),
      fc.jsonValue(),
    );
    const key = fc.constantFrom("mirrors", "indexDigest", "verify", "signers", "pgp");
    const signer = fc.dictionary(fc.constantFrom("pgp", "cosign", "identity", "issuer", "trustedRoot"), scalar);
    const value = fc.oneof(scalar, fc.array(fc.oneof(signer, scalar), { maxLength: 3 }));
    const address = fc.constantFrom(
      "https://a.example.com",
      "oci://b.example.com/x",
      "git+ssh://git@c.example.com/r",
      "a",
    );
    const sources = fc.dictionary(address, fc.oneof(fc.dictionary(key, value), scalar));
    let accepted = 0;
    fc.assert(
      fc.property(sources, (data) => {
        const file = { apiVersion: "addons/v1", kind: "Sources", sources: data };
        const parsed = parseSources(stringify(file));
        if (parsed.kind === "broken") return;
        accepted += 1;
        expect(validate(parse(stringify(file)))).toBe(true);
      }),
      { seed: 11, numRuns: 600 },
    );
    expect(accepted).toBeGreaterThan(15);
  });
});
