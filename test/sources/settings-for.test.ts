import { describe, expect, it } from "vitest";
import { canonicalSource, readCanonicalSource } from "../../src/sources/canonical-source.ts";
import { coversSource, settingsFor, type SourceSettings } from "../../src/sources/source-settings.ts";

describe("settingsFor", () => {
  const all: readonly SourceSettings[] = ["https://a.example.com", "https://a.example.com/x", "oci://r/t"].map(
    (source) => ({ source, mirrors: [], indexDigest: "refuse", verify: "off", signers: [] }),
  );

  it.each([
    ["https://a.example.com", "https://a.example.com"],
    ["https://a.example.com/y", "https://a.example.com"],
    ["https://a.example.com/x/y", "https://a.example.com/x"],
    ["https://a.example.com/xy", "https://a.example.com"],
    ["https://a.example.com.evil.example", undefined],
    ["https://a.example.com:8443", undefined],
    ["oci://r/t/web", "oci://r/t"],
    ["oci://r/tx", undefined],
    ["https://a.example.com@evil.example", undefined],
    ["https://a.example.com:443@evil.example/x", undefined],
    ["http://a.example.com", undefined],
    ["https://a.example.com%2fx", undefined],
    ["https://a.example.com?x", "https://a.example.com"],
    ["https://a.example.com/x%2fy", "https://a.example.com"],
  ])("%s has what holds for %s", (canonical, expected) => {
    expect(settingsFor(canonical, all)?.source).toBe(expected);
  });

  it.each([
    ["https://A.Example.com:443//", "https://a.example.com"],
    ["https://a.example.com/y/../x/", "https://a.example.com/x"],
    ["https://a.example.com/y/%2e%2e/x", "https://a.example.com/x"],
    ["https:\\\\a.example.com\\x", "https://a.example.com/x"],
    ["https://a.example.com/./x/.", "https://a.example.com/x"],
  ])("no spelling of %s avoids what holds for it", (repo, expected) => {
    expect(settingsFor(canonicalSource({ kind: "http", repo, name: "web" }), all)?.source).toBe(expected);
  });

  it("no spelling of a registry's host does, either", () => {
    const source = { kind: "oci", reference: "R.Example.com:5000/t/web", name: "web" } as const;
    expect(canonicalSource(source)).toBe("oci://r.example.com:5000/t/web");
  });

  it("covers a repository of git whatever is taken from it", () => {
    const source = "git+https://g.example.com/org/repo";
    for (const path of ["", "//charts/a", "?ref=v1", "//charts/a?ref=v1"]) {
      expect(coversSource(source, canonicalSource(readCanonicalSource(`${source}${path}`, "")))).toBe(true);
    }
    expect(coversSource(source, `${source}sitory`)).toBe(false);
  });
});
