import { describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { CODE_EXPLANATIONS } from "../../src/codes/code-explanations.ts";
import { schemaProblems } from "../report/schema-problems.ts";
import { fakeSurroundings } from "./fake-surroundings.ts";

const CODES = CODE_EXPLANATIONS.flatMap(({ codes }) => codes);

async function explain(...args: readonly string[]) {
  const surroundings = fakeSurroundings(["explain", ...args]);
  const code = await runCommandLine(surroundings);
  return { code, ...surroundings.said };
}

describe("addons explain", () => {
  test("takes a code in upper or lower case, and tells why, both examples, the severity and where to read on", async () => {
    const { code, stdout } = await explain("manifest-severity-expired");
    expect(code).toBe(0);
    expect(stdout).toContain("MANIFEST-SEVERITY-EXPIRED: The day until which");
    expect(stdout).toMatch(/\n\nWrong \(on 2027-01-02\)\n {2}environments\/dev.yaml:\n {4}apiVersion: addons\/v1\n/);
    expect(stdout).toContain("expires: 2027-01-01 }");
    // Of the right project only what differs.
    expect(stdout.split("\nRight\n")[1]).toContain("expires: 2027-03-01 }");
    expect(stdout.split("\nRight\n")[1]).not.toContain("Chart.yaml");
    expect(stdout).toContain("Its severity is fixed.\n\nMore: docs/manifest.md\n");
    expect((await explain("KUBERNETES-API-REMOVED")).stdout).toContain("Its severity is adjustable:");
  });

  test("names the nearest code for one that is not there", async () => {
    const { code, stderr } = await explain("MANIFEST-UNKNOWN-KYE");
    expect(code).toBe(64);
    expect(stderr).toContain("did you mean MANIFEST-UNKNOWN-KEY?");
  });

  test("lists every code once without one", async () => {
    const { stdout } = await explain();
    const listed = [...stdout.matchAll(/^ {2}([A-Z0-9-]+) {2}/gm)].map(([, code = ""]) => code);
    expect(listed.sort()).toEqual(CODES.map(({ code }) => code).sort());
  });

  test.each([[[]], [["LOCK-VALUE"]]])("%j as JSON follows its schema", async (args) => {
    const { stdout } = await explain(...args, "-o", "json");
    const document = JSON.parse(stdout) as { readonly codes: readonly object[] };
    expect(schemaProblems("codes", document)).toEqual([]);
    expect(document.codes).toHaveLength(args.length === 0 ? CODES.length : 1);
  });

  test("is Markdown with a heading that links can lead to", async () => {
    const { stdout } = await explain("LOCK-VALUE", "-o", "markdown");
    expect(stdout).toMatch(/^### LOCK-VALUE\n\n/);
    expect(stdout).toContain("`addons.lock.yaml`:\n\n```yaml\n");
    expect((await explain("-o", "markdown")).stdout.match(/^### /gm)).toHaveLength(CODES.length);
  });
});
