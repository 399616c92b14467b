import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { commitAll } from "../outside/files/git-project.ts";
import { schemaProblems } from "../report/schema-problems.ts";
import { fakeSurroundings } from "./fake-surroundings.ts";
import { CANARY, projectFolder, SMALL_PROJECT } from "./project-folder.ts";

async function run(cwd: string, ...args: string[]) {
  const env = { ADDONS_CACHE: `${cwd}/cache`, PATH: process.env["PATH"] ?? "", DB_PASSWORD: CANARY };
  const surroundings = fakeSurroundings(args, { cwd, env });
  const code = await runCommandLine(surroundings);
  return { code, ...surroundings.said };
}

const DEV = SMALL_PROJECT["environments/dev.yaml"] ?? "";

/** Two commits and a change on top, in a folder of the repository. */
async function twoCommits() {
  const repository = projectFolder({ "README.md": "" });
  const root = join(repository, "deploy");
  mkdirSync(root);
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(root, file, ".."), { recursive: true });
      writeFileSync(join(root, file), text);
    }
  };
  write(SMALL_PROJECT);
  expect((await run(root, "lock")).code).toBe(0);
  const first = commitAll(repository);
  write({
    "environments/dev.yaml": DEV.replace("needs: [base]", "needs: []\n    timeout: 7m").replace(CANARY, `${CANARY}-2`),
    "charts/small/Chart.yaml": "apiVersion: v2\nname: small\nversion: 1.1.0\n",
  });
  expect((await run(root, "lock")).code).toBe(0);
  commitAll(repository);
  return { root, repository, write, first };
}

describe("addons diff", () => {
  it("compares commits with each other and with the files, by their locks, too; 2 when they differ", async () => {
    const { root, write } = await twoCommits();
    const same = await run(root, "diff", "dev@HEAD");
    const commits = await run(root, "diff", "dev@HEAD~1", "dev@HEAD");
    write({ "environments/dev.yaml": DEV });
    const back = await run(root, "diff", "dev@HEAD~1", "dev");

    expect(same).toMatchObject({
      code: 0,
      stdout: "dev@HEAD → dev\n\nno difference; 2 add-ons the same\n",
      stderr: "",
    });
    expect(commits.code).toBe(2);
    expect(commits.stdout.replaceAll(/h1:[^)]{12}/g, "DIGEST").split("\n")).toEqual([
      "dev@HEAD~1 → dev@HEAD",
      "",
      "~ base",
      "  ~ pin: small@1.0.0 (DIGEST) → small@1.1.0 (DIGEST)",
      "",
      "~ web",
      "  ~ pin: small@1.0.0 (DIGEST) → small@1.1.0 (DIGEST)",
      "  ~ needs:",
      "      - base",
      "  ~ timeout: 10m → 7m",
      "  ~ values.password: changed (hidden)  environments/dev.yaml:11:15 → environments/dev.yaml:12:15",
      "",
      "2 add-ons changed (1 value, 2 pins, 2 settings); 0 add-ons the same",
      "",
    ]);
    expect(back.stdout).not.toContain("web\n  ~ needs");
    expect([back.code, (await run(root, "diff", "dev@HEAD~1", "dev", "--exit-zero")).code]).toEqual([2, 0]);
  });

  it("gives JSON with whole hashes, and Markdown; secrets are in none of them", async () => {
    const { root, first } = await twoCommits();
    const json = await run(root, "diff", "dev@HEAD~1", "dev@HEAD", "-o", "json");
    const markdown = await run(root, "diff", "dev@HEAD~1", "dev@HEAD", "-o", "markdown");

    expect(schemaProblems("diff", JSON.parse(json.stdout))).toEqual([]);
    expect(JSON.parse(json.stdout)).toMatchObject({ left: { commit: { name: "HEAD~1", hash: first } } });
    expect(markdown.stdout).toContain("| `~` `values.password` | (hidden) | (hidden) |");
    for (const { stdout, stderr } of [json, markdown]) expect(stdout + stderr).not.toContain(CANARY);
  });

  it("reads neither programs nor variables for a commit, and says what it could not compare", async () => {
    const { root, repository, write } = await twoCommits();
    const inputs =
      "inputs:\n  ci: { env: [DB_PASSWORD] }\n  tf: { terraform: { run: nowhere } }\n  plain: { file: plain.yaml }\n";
    const own = (plain: string): Readonly<Record<string, string>> => ({
      "environments/dev.yaml":
        `${DEV.replace("clusters:", `${inputs}clusters:`)}      a: \${ci.DB_PASSWORD}\n      b: \${tf.id}\n      c: \${plain.x}\n`.replace(
          /values: \{.*\}/,
          "values:",
        ),
      "environments/plain.yaml": `x: ${plain}\n`,
    });
    write(own("1"));
    commitAll(repository);
    write(own("2"));
    const { code, stdout, stderr } = await run(root, "diff", "dev@HEAD");

    expect([code, stderr]).toEqual([2, ""]);
    expect(stdout).toContain("  ~ values.c: 1 → 2  environments/dev.yaml:18:7 from plain.x\n");
    expect(stdout).not.toContain("values.a");
    write({ "environments/dev.yaml": (own("2")["environments/dev.yaml"] ?? "").replace("${tf.id}", "${tf.other}") });
    const other = await run(root, "diff", "dev@HEAD");
    expect(other.stdout).toContain("not compared: web values.b: an input that it names was not read\n");
  });

  it("tells a problem in a commit where git has it", async () => {
    const { root, repository, write } = await twoCommits();
    write({ "environments/dev.yaml": DEV.replace("values:", "valuse:") });
    commitAll(repository);
    write({ "environments/dev.yaml": DEV });
    const { code, stdout, stderr } = await run(root, "diff", "dev@HEAD");

    expect([code, stdout]).toEqual([64, ""]);
    expect(stderr).toContain("HEAD:environments/dev.yaml:11:5: error MANIFEST-UNKNOWN-KEY");
    expect(stderr).toContain("in HEAD: the manifests have an error");
  });

  it.each<[readonly string[], string, string]>([
    [[], "CLI-USAGE", "addons diff staging prod"],
    [["dev"], "CLI-USAGE", "dev@main"],
    [["dev@", "dev"], "CLI-USAGE", "ENVIRONMENT@COMMIT"],
    [["@main"], "CLI-USAGE", "ENVIRONMENT@COMMIT"],
    [["dve", "dev"], "MANIFEST-NO-ENVIRONMENT", "did you mean dev?"],
    [["dev@nope"], "GIT-UNKNOWN-COMMIT", "nope"],
    [["dev@--all"], "GIT-UNKNOWN-COMMIT", "--all"],
    [["dev@HEAD", "dev", "--cluster", "locla"], "CLI-UNKNOWN-CLUSTER", "did you mean local?"],
  ])("%j is wrong use", async (args, error, hint) => {
    const { root } = await twoCommits();
    const { code, stdout, stderr } = await run(root, "diff", ...args);

    expect([code, stdout]).toEqual([64, ""]);
    expect(stderr).toContain(error);
    expect(stderr).toContain(hint);
  });

  it("needs a repository for a commit only", async () => {
    const root = projectFolder({ ...SMALL_PROJECT, "environments/prod.yaml": DEV });
    rmSync(join(root, ".git"), { recursive: true, force: true });

    expect(await run(root, "diff", "dev", "prod")).toMatchObject({ code: 0 });
    const { code, stderr } = await run(root, "diff", "dev@main", "prod");
    expect(code).toBe(64);
    expect(stderr).toContain("GIT-NO-REPOSITORY");
  });
});
