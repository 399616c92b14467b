import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadEnvironments } from "../../src/manifest/load-environments.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { readOnce } from "../../src/outside/files/read-once.ts";
import { filesInMemory } from "./files-in-memory.ts";
import { addon, base, environment, load, printed, problemsOf } from "./project.ts";

const E = "environments/dev.yaml";
const V = "environments/values/v.yaml";
const WITH_FILE = environment(addon("a", ", valuesFiles: [values/v.yaml]"));

/** A project whose values file has these bytes. */
async function withBytes(bytes: Uint8Array | string): Promise<readonly string[]> {
  const root = folder({ [E]: WITH_FILE, [V]: bytes });
  const { problems } = await loadEnvironments({ files: createFiles(root) }, { names: "all" });
  return problems.map((problem) => `${problem.code} ${printed(problem).replace(/ \[.*/s, "")}`);
}

function folder(contents: Readonly<Record<string, Uint8Array | string>>): string {
  const root = mkdtempSync(join(tmpdir(), "addons-bad-files-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, bytes] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

describe("bytes of a values file", () => {
  it.each<[string, Uint8Array | string, readonly string[]]>([
    ["CRLF", "a: 1\r\nb: |\r\n  x\r\n", []],
    ["a byte order mark", "\u{feff}a: 1\n", []],
    [
      "UTF-16",
      Buffer.from("\u{feff}a: 1\n", "utf16le"),
      [`MANIFEST-UNREADABLE-FILE ${E}:6:100: ${V} cannot be read: is not UTF-8 text`],
    ],
    [
      "invalid UTF-8",
      new Uint8Array([0x61, 0x3a, 0x20, 0xff, 0x0a]),
      [`MANIFEST-UNREADABLE-FILE ${E}:6:100: ${V} cannot be read: is not UTF-8 text`],
    ],
    [
      "an overlong encoding",
      new Uint8Array([0x61, 0x3a, 0x20, 0xc0, 0xaf]),
      [`MANIFEST-UNREADABLE-FILE ${E}:6:100: ${V} cannot be read: is not UTF-8 text`],
    ],
    [
      "a NUL",
      "a: 1\nb: x\0y\n",
      [`YAML-CONTROL-CHARACTER ${V}:2:5: the character U+0000 is not allowed in YAML; is this a text file in UTF-8?`],
    ],
    ["a tab", "a:\n\tb: 1\n", [`YAML-TAB ${V}:2:1: a tab is used as indentation; YAML allows only spaces`]],
    [
      "a duplicate key",
      "a: 1\nb: { c: 1, c: 2 }\n",
      [`YAML-DUPLICATE-KEY ${V}:2:12: the key c stands twice in the same map; the first is on line 2`],
    ],
    [
      "a number too large",
      "id: 123456789012345678\n",
      [`YAML-NUMBER ${V}:1:5: this number cannot be kept exactly (whole numbers are kept up to 9007199254740991)`],
    ],
    [
      "an octal number",
      "mode: 0644\n",
      [`YAML-NUMBER ${V}:1:7: the number 0644 means different things to YAML 1.1 (octal) and YAML 1.2 (decimal)`],
    ],
    [
      "5,000 brackets",
      `a: ${"[".repeat(5000)}`,
      [`YAML-TOO-DEEP ${V}:1:103: maps and lists are nested more than 100 levels deep`],
    ],
    [
      "100,000 dashes",
      `${"- ".repeat(100_000)}x\n`,
      [`YAML-TOO-DEEP ${V}:1:201: maps and lists are nested more than 100 levels deep`],
    ],
    [
      "2,000 levels of keys",
      Array.from({ length: 2000 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join(""),
      [`YAML-TOO-DEEP ${V}:100:100: maps and lists are nested more than 100 levels deep`],
    ],
    ["a list", "- a\n", [`MANIFEST-WRONG-TYPE ${V}:1:1: the file must hold a map (lines of \`key: value\`)`]],
    ["nothing but a comment", "# later\n", [`YAML-EMPTY ${V}:1:1: the file is empty`]],
    [
      "a tag that runs code elsewhere",
      "a: !!python/object/apply:os.system [id]\n",
      [`YAML-TAG ${V}:1:4: unknown tag or a value that does not fit it: !!python/object/apply:os.system`],
    ],
    ["templates of other tools", 'a: "{{ exec \\"id\\" }}"\nb: $(id)\nc: "`id`"\n', []],
  ])("%s", async (_, bytes, expected) => {
    expect(await withBytes(bytes)).toEqual(expected);
  });

  it("what others would run stays text", async () => {
    const { environments } = await load({ [E]: WITH_FILE, [V]: 'a: "{{ exec `id` }}"\nb: $(id)\nc: $HOME\n' });
    expect(environments[0]?.clusters[0]?.addons[0]?.values).toEqual({ a: "{{ exec `id` }}", b: "$(id)", c: "$HOME" });
  });

  it("the same of a manifest is told at its own first line", async () => {
    const root = folder({ [E]: new Uint8Array([0xff, 0xfe, 0x61]) });
    const { problems } = await loadEnvironments({ files: createFiles(root) }, { names: "all" });
    expect(problems.map(printed)).toEqual([`${E}:1:1: ${E} cannot be read: is not UTF-8 text`]);
    expect(await problemsOf({ [E]: `\u{feff}${environment(addon("a"))}`.replaceAll("\n", "\r\n") })).toEqual([]);
  });
});

describe("ways out of the project", () => {
  const refused = (at: string, file: string): string =>
    `${at}: ${file} cannot be read: lies outside the project folder [only files of the project are used; copy it into the project]`;

  it("links to a file, a folder or a base outside are refused where they are named", async () => {
    const outside = folder({ "secret.yaml": "password: hunter2\n", "base.yaml": base("") });
    const root = folder({
      [E]: environment(addon("a", ", valuesFiles: [values/link.yaml, folder/secret.yaml]")),
      "environments/prod.yaml": `${environment(addon("a"))}extends: other.yaml\n`,
    });
    mkdirSync(join(root, "environments/values"));
    symlinkSync(join(outside, "secret.yaml"), join(root, "environments/values/link.yaml"));
    symlinkSync(outside, join(root, "environments/folder"));
    symlinkSync(join(outside, "base.yaml"), join(root, "environments/other.yaml"));
    const { problems } = await loadEnvironments({ files: createFiles(root) }, { names: ["dev", "prod"] });
    expect(problems.map(printed)).toEqual([
      refused(`${E}:6:100`, "environments/values/link.yaml"),
      refused(`${E}:6:118`, "environments/folder/secret.yaml"),
      refused("environments/prod.yaml:7:10", "environments/other.yaml"),
    ]);
  });

  it("a link within the project is a file like any other; one in a circle is none", async () => {
    const root = folder({
      [E]: environment(addon("a", ", valuesFiles: [values/link.yaml, values/round.yaml]")),
      [V]: "a: 1\n",
    });
    symlinkSync("v.yaml", join(root, "environments/values/link.yaml"));
    symlinkSync("round.yaml", join(root, "environments/values/round.yaml"));
    const { environments, problems } = await loadEnvironments({ files: createFiles(root) }, { names: "all" });
    expect(environments[0]?.clusters[0]?.addons[0]?.values).toEqual({ a: 1 });
    expect(problems.map((problem) => printed(problem).replace(/:.*ELOOP.*/s, ": ELOOP"))).toEqual([`${E}: ELOOP`]);
  });

  it.each([
    "https://example.com/values.yaml",
    "http://127.0.0.1/leak",
    "file:///etc/passwd",
    "/etc/passwd",
    "C:\\values.yaml",
    "../../../etc/passwd",
  ])("%s is no path of the project", async (path) => {
    const [problem, ...others] = (await load({ [E]: environment(addon("a", `, valuesFiles: ['${path}']`)) })).problems;
    expect([problem?.code, problem?.at?.line, problem?.at?.column, others]).toEqual([
      "MANIFEST-OUTSIDE-PROJECT",
      6,
      100,
      [],
    ]);
  });
});

describe("names at the limits of Helm and Kubernetes", () => {
  const name = (length: number): string => "a".repeat(length);
  it.each<[string, string, number]>([
    ["an add-on and its release", environment(addon(name(53)).replace(`namespace: ${name(53)}`, "namespace: n")), 0],
    ["an add-on with a longer name", environment(addon(name(54)).replace(`namespace: ${name(54)}`, "namespace: n")), 1],
    ["a namespace", environment(addon("a").replace("namespace: a", `namespace: ${name(63)}`)), 0],
    ["a longer namespace", environment(addon("a").replace("namespace: a", `namespace: ${name(64)}`)), 1],
    ["a release", environment(addon("a", `, release: ${name(53)}`)), 0],
    ["a longer release", environment(addon("a", `, release: ${name(54)}`)), 1],
    [
      "a namespace with a reference",
      environment(addon("a").replace("namespace: a", `namespace: "${name(59)}\${cluster.name}"`)),
      0,
    ],
    ["a longer one", environment(addon("a").replace("namespace: a", `namespace: "${name(60)}\${cluster.name}"`)), 1],
    ["a cluster", environment(addon("a")).replace("here:", `${name(53)}:`), 0],
    ["a longer cluster", environment(addon("a")).replace("here:", `${name(54)}:`), 1],
    ["a namespace of its own", `${environment(addon("a"))}namespaces: { ${name(63)}: {} }\n`, 0],
    ["a longer one of its own", `${environment(addon("a"))}namespaces: { ${name(64)}: {} }\n`, 1],
    ["labels", environment(addon("a", `, labels: { ${name(63)}: ${name(63)}, example.com/${name(63)}: "" }`)), 0],
    ["a longer label", environment(addon("a", `, labels: { ${name(64)}: x }`)), 1],
    ["a longer label value", environment(addon("a", `, labels: { x: ${name(64)} }`)), 1],
    ["a label that is none", environment(addon("a", ", labels: { -x: y, a/b/c: d, x: 'a b' }")), 3],
  ])("%s", async (_, text, expected) => {
    const { problems } = await load({ [E]: text });
    expect(
      problems.map(({ code }) => code).filter((code) => !["MANIFEST-NAME", "MANIFEST-WRONG-VALUE"].includes(code)),
    ).toEqual([]);
    expect(problems).toHaveLength(expected);
  });

  it("an environment", async () => {
    const codes = async (length: number): Promise<readonly string[]> =>
      (await load({ [`environments/${name(length)}.yaml`]: environment(addon("a")) })).problems.map(({ code }) => code);
    expect([await codes(63), await codes(64)]).toEqual([[], ["MANIFEST-NAME"]]);
  });
});

describe("ten thousand add-ons", () => {
  const all = (line: (index: number) => string): string =>
    environment(Array.from({ length: 10_000 }, (_, index) => line(index)).join(""));

  it("that are sound are loaded", async () => {
    const text = all((index) => addon(`a${index}`, index === 0 ? "" : `, needs: [a${index - 1}]`));
    const { environments, problems } = await load({ [E]: text });
    expect(problems).toEqual([]);
    expect(environments[0]?.clusters[0]?.addons).toHaveLength(10_000);
  });

  it("that are all wrong are all told, in words that stay short", async () => {
    const wrong = all((index) => addon(`a${index}`, `, valuse: {}, needs: [b${index}], values: { x: "\${vars.y}" }`));
    const { problems } = await load({ [E]: wrong });
    expect(problems).toHaveLength(30_000);
    const round = all((index) => addon(`a${index}`, `, needs: [a${(index + 1) % 10_000}]`));
    const [circle, ...others] = (await load({ [E]: round })).problems;
    expect([circle?.code, others]).toEqual(["MANIFEST-NEEDS-CYCLE", []]);
    const longest = Math.max(...[...problems, circle].map((problem) => `${problem?.message}${problem?.hint}`.length));
    expect(longest).toBeLessThan(1500);
  });
});

it("a file that changes while a run goes on is one text in all of it", async () => {
  const texts = [environment(addon("a")), base("addons: {}\n"), "broken: ["];
  const reads: string[] = [];
  const memory = filesInMemory({ [E]: "" });
  const files = readOnce({
    ...memory,
    readIfExists: async (path) => {
      reads.push(path);
      return texts[reads.length - 1];
    },
  });
  for (const _ of [1, 2]) {
    const { environments, problems } = await loadEnvironments({ files }, { names: "all" });
    expect([environments.map((found) => found.name), problems]).toEqual([["dev"], []]);
  }
  expect(reads).toEqual([E]);
});
