import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalSource, readCanonicalSource } from "../../src/sources/canonical-source.ts";
import type { GitSource } from "../../src/sources/chart-source.ts";
import { meantGit, readGitAddress, refMistake } from "../../src/sources/git-address.ts";

describe("addresses that are understood", () => {
  const rows: readonly [string, Omit<GitSource, "kind">, string?][] = [
    ["git+https://h/org/repo//a/b?ref=v1", { repo: "https://h/org/repo", path: "a/b", ref: "v1" }],
    ["git+https://h/org/repo", { repo: "https://h/org/repo", path: "" }],
    [
      "git+https://H.example.com:443/r.git/?ref=main",
      { repo: "https://h.example.com/r.git", path: "", ref: "main" },
      "git+https://h.example.com/r.git?ref=main",
    ],
    ["git+https://h:8443/r//a/", { repo: "https://h:8443/r", path: "a" }, "git+https://h:8443/r//a"],
    ["git+ssh://git@h/org/repo//a?ref=team/x", { repo: "ssh://git@h/org/repo", path: "a", ref: "team/x" }],
    ["git+ssh://git@h:2222/~u/r", { repo: "ssh://git@h:2222/~u/r", path: "" }],
    ["git+file:///srv/r//a", { repo: "file:///srv/r", path: "a" }],
    ["git+http://127.0.0.1:80/r", { repo: "http://127.0.0.1/r", path: "" }, "git+http://127.0.0.1/r"],
    ["git+https://h/r//a%20b?ref=v1+2%233", { repo: "https://h/r", path: "a b", ref: "v1+2#3" }],
    ["git+https://h/r?ref=refs/tags/v1", { repo: "https://h/r", path: "", ref: "refs/tags/v1" }],
  ];
  test.for(rows)("%s", ([text, source, canonical = text]) => {
    expect(readGitAddress(text)).toEqual({ kind: "read", source: { kind: "git", ...source } });
    expect(canonicalSource({ kind: "git", ...source })).toBe(canonical);
  });
});

describe("mistakes, each with what is right", () => {
  const rows: readonly [string, RegExp, RegExp][] = [
    ["git+git@h:org/repo//a?ref=x", /short form/, /^write git\+ssh:\/\/git@h\/org\/repo\/\/a\?ref=x$/],
    ["git+ssh://git@h:org/repo", /short form/, /^write git\+ssh:\/\/git@h\/org\/repo$/],
    ["git+http://h.example.com/r", /plain http/, /git\+https:\/\/h\.example\.com\/r/],
    ["git+git://h/r", /git:\/\//, /git\+https/],
    ["git+ext::sh", /cannot be read/, /git\+https/],
    ["git+--upload-pack=x", /cannot be read/, /git\+https/],
    ["git+ssh://-oProxyCommand=x/r", /dash|cannot be read/, /git\+https/],
    ["git+ssh://-x@h/r", /dash/, /git\+https/],
    ["git+file://h/r", /names no repository/, /git\+file:\/\/\/folder/],
    ["git+https://h", /names no repository/, /git\+https/],
    ["git+https://user@h/r", /credentials/, /config\.json/],
    ["git+https://user:secret@h/r", /credentials/, /config\.json/],
    ["git+ssh://git:secret@h/r", /credentials/, /agent/],
    ["git+https://user:secret@h:99999/r", /cannot be read/, /git\+https/],
    ["git+https://h/r?ref=a&ref=b", /two refs/, /one/],
    ["git+https://h/r?branch=a", /unknown part "branch"/, /\?ref=/],
    ["git+https://h/r?ref=", /is empty/, /leave it out/],
    ["git+https://h/r?ref=-x", /dash/, /ref=/],
    ["git+https://h/r?ref=a..b", /no name/, /ref=/],
    ["git+https://h/r?ref=a%20b", /no name/, /ref=/],
    ["git+https://h/r?ref=%zz", /not spelled right/, /ref=/],
    ["git+https://h/r?ref=a?b", /two question marks/, /git\+https/],
    ["git+https://h/r#main", /a #/, /git\+https/],
    ["git+https://h/r//a/../b", /no folder/, /without \. and \.\./],
    ["git+https://h/r//a%2f..%2fb", /no folder/, /without/],
    ["git+https://h/r//.git/x", /no folder/, /without/],
    ["git+https://h/r//a//b", /no folder/, /one double slash/],
    ["git+https://h/r//a%00", /no folder/, /top/],
  ];
  test.for(rows)("%s", ([text, message, hint]) => {
    const read = readGitAddress(text);
    expect(read).toMatchObject({ message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
    expect(JSON.stringify(read)).not.toContain("secret");
  });

  test("what is meant without git+", () => {
    expect(meantGit("git@h:org/repo.git//a")?.hint).toBe("write git+ssh://git@h/org/repo.git//a");
    expect(meantGit("https://u:secret@h/r.git//a?ref=x")?.hint).toBe("write git+https://h/r.git//a?ref=x");
    expect(meantGit("ssh://git:secret@h/r")?.hint).toBe("write git+ssh://git@h/r");
    expect(meantGit("git://h/r")?.message).toMatch(/neither encrypted/);
    for (const other of ["https://h/a.tgz", "oci://h/a", "../charts/a.git-x", "cert-manager"]) {
      expect(meantGit(other)).toBeUndefined();
    }
  });
});

/** Steps with what makes addresses hard to read. */
const step = fc
  .string({ unit: fc.constantFrom(..."ab.-_~+@%#?&=:,é ☃0".split("")), minLength: 1, maxLength: 8 })
  .filter((text) => text !== "." && text !== "..");
const ref = fc
  .array(step, { minLength: 1, maxLength: 3 })
  .map((steps) => steps.join("/"))
  .filter((text) => refMistake(text) === undefined);
const source = fc.record(
  {
    kind: fc.constant("git" as const),
    repo: fc.constantFrom("https://h/r", "ssh://git@h:22222/a/r.git", "file:///srv/r", "http://127.0.0.1:8080/r"),
    path: fc.array(step, { maxLength: 3 }).map((steps) => steps.join("/")),
    ref,
  },
  { requiredKeys: ["kind", "repo", "path"] },
);

test("the lock's spelling is read back as what it was made from, and is one that people may write", () => {
  fc.assert(
    fc.property(source, (git) => {
      expect(readCanonicalSource(canonicalSource(git), "")).toEqual(git);
      expect(readGitAddress(canonicalSource(git))).toEqual({ kind: "read", source: git });
    }),
    { seed: 7, numRuns: 2000 },
  );
});

test("whatever is written is refused or has one canonical spelling, and nothing throws", () => {
  const text = fc.string({ unit: fc.constantFrom(..."gith+:/?#=@%.-ref ab\\\n".split("")), maxLength: 30 });
  fc.assert(
    fc.property(fc.constantFrom("git+", "git+https://", "git+https://h/r//", "git+ssh://"), text, (start, rest) => {
      const read = readGitAddress(start + rest);
      if (read.kind === "wrong") return;
      const canonical = canonicalSource(read.source);
      expect(readGitAddress(canonical)).toEqual(read);
      expect(read.source.repo).toMatch(/^(https|http|ssh|file):\/\//);
    }),
    { seed: 7, numRuns: 5000 },
  );
});
