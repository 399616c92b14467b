import { describe, expect, test } from "vitest";
import { desiredHash, type HashInput } from "../../src/desired/desired-hash.ts";

const INPUT: HashInput = {
  content: "h1:abc",
  values: { a: 1, b: { c: [1, 2] } },
  release: "web",
  namespace: "apps",
  crds: "apply",
  protected: false,
  helm: { major: 4, minor: 3 },
};

describe("desiredHash", () => {
  test("is 40 hex characters and fits a label with its revision", () => {
    expect(desiredHash(INPUT)).toMatch(/^[0-9a-f]{40}$/);
    expect(`r999999999-${desiredHash(INPUT)}`.length).toBeLessThanOrEqual(63);
  });

  test("is what it always was: a newer addons does not make releases out of date", () => {
    expect(desiredHash(INPUT)).toBe("5d14c38b1ab64b8562c69b6583f16dfc073a39e3");
  });

  test("the order of keys does not matter", () => {
    expect(desiredHash({ ...INPUT, values: { b: { c: [1, 2] }, a: 1 } })).toBe(desiredHash(INPUT));
  });

  test("no namespace settings are the same as empty ones", () => {
    expect(desiredHash({ ...INPUT, namespaceSettings: { labels: {}, annotations: {} } })).toBe(desiredHash(INPUT));
  });

  const changes: Record<string, Partial<HashInput>> = {
    content: { content: "h1:abd" },
    "a value": { values: { a: 2, b: { c: [1, 2] } } },
    "a value's type": { values: { a: "1", b: { c: [1, 2] } } },
    "the order of a list": { values: { a: 1, b: { c: [2, 1] } } },
    release: { release: "web2" },
    namespace: { namespace: "other" },
    "namespace labels": { namespaceSettings: { labels: { x: "y" }, annotations: {} } },
    "namespace annotations": { namespaceSettings: { labels: {}, annotations: { x: "y" } } },
    crds: { crds: "skip" },
    protected: { protected: true },
    "Helm's minor": { helm: { major: 4, minor: 4 } },
    kubernetes: { kubernetes: "1.37" },
  };

  test.each(Object.entries(changes))("changes with %s", (_name, change) => {
    expect(desiredHash({ ...INPUT, ...change })).not.toBe(desiredHash(INPUT));
  });

  test("every change gives a hash of its own", () => {
    const hashes = Object.values(changes).map((change) => desiredHash({ ...INPUT, ...change }));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
