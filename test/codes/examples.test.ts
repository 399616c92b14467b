import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import type { CodeExample, CodeExplanation } from "../../src/codes/code-explanation.ts";
import { CODE_EXPLANATIONS } from "../../src/codes/code-explanations.ts";
import type { Problem } from "../../src/support/problem.ts";
import { fakeSurroundings } from "../cli/fake-surroundings.ts";
import { helmBinaries } from "../cluster/plane.ts";

const SHOWN = CODE_EXPLANATIONS.flatMap((group) => group.codes).filter(hasExample);
let helm = "";
let shared = "";

beforeAll(() => {
  helm = helmBinaries().helm4;
  shared = mkdtempSync(join(tmpdir(), "addons-codes-"));
});
afterAll(() => rmSync(shared, { recursive: true, force: true }));

describe("validate", () => {
  test.each(SHOWN.map((entry) => [entry.code, entry] as const))(
    "%s: reported for wrong, not for right",
    async (code, { example }) => {
      const wrong = await reported(example, {});
      expect(wrong.map((problem) => problem.code)).toContain(code);
      const right = await reported(example, example.right);
      expect(right.filter((problem) => problem.code === code || problem.severity === "error")).toEqual([]);
    },
  );
});

function hasExample(entry: CodeExplanation): entry is CodeExplanation & { readonly example: CodeExample } {
  return entry.example !== undefined;
}

/** What the real command line reports for an example, in a folder of its own. */
async function reported(example: CodeExample, changed: CodeExample["right"]): Promise<readonly Problem[]> {
  const root = mkdtempSync(join(shared, "project-"));
  const files = { ...example.wrong, ...changed };
  for (const [file, text] of Object.entries(files)) {
    if (text === null) continue;
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  if (example.lock !== "none" && !existsSync(join(root, "addons.lock.yaml")))
    await run(root, ["lock", "--quiet"], example);
  const { said, code } = await run(root, ["validate", "-o", "json", ...(example.args ?? [])], example);
  if (said.stdout !== "") return (JSON.parse(said.stdout) as { readonly problems: readonly Problem[] }).problems;
  const stopped = /error ([A-Z0-9-]+)/.exec(said.stderr)?.[1] ?? `exit ${code}`;
  return [{ code: stopped, severity: "error", message: said.stderr }];
}

async function run(root: string, args: readonly string[], example: CodeExample) {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: shared,
    XDG_CACHE_HOME: join(shared, "cache"),
    ADDONS_HELM: helm,
    ...example.env,
  };
  const surroundings = fakeSurroundings([...args, "--chdir", root], {
    cwd: root,
    env,
    ...(example.today === undefined ? {} : { now: Date.parse(example.today) }),
  });
  const real = { ...surroundings, readFile: async (path: string) => readFileSync(path, "utf8") };
  return { said: surroundings.said, code: await runCommandLine(real) };
}
