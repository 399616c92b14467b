import { chmod, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFiles } from "../../../src/outside/files/create-files.ts";
import { createInputs } from "../../../src/outside/inputs/create-inputs.ts";
import type { InputsOptions } from "../../../src/outside/inputs/create-inputs.ts";
import type { Inputs, RawInput } from "../../../src/outside/inputs/inputs.ts";
import { createProcesses } from "../../../src/outside/process/run-processes.ts";
import { createRedactor } from "../../../src/support/redact.ts";
import type { InputSource } from "../../../src/values/inputs/input.ts";

const NOW = Date.parse("2026-05-04T12:00:00Z");
let folder: string;
let processes: ReturnType<typeof createProcesses>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "addons-inputs-"));
  for (const name of ["project/infra", "bin"]) await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, "project/infra/main.tf"), "");
  processes = createProcesses();
});
afterEach(async () => {
  processes.close();
  await rm(folder, { recursive: true });
});

/** A program on PATH that does as `script` says and leaves what it was given in `record`. */
async function program(name: string, script: string): Promise<void> {
  const path = join(folder, "bin", name);
  const record = JSON.stringify(join(folder, "record"));
  const given = "{ args: process.argv.slice(2), cwd: process.cwd(), env: process.env }";
  await writeFile(
    path,
    `#!${process.execPath}\nrequire("node:fs").writeFileSync(${record}, JSON.stringify(${given}));\n${script}\n`,
  );
  await chmod(path, 0o700);
}

interface Given {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

async function given(): Promise<Given> {
  return JSON.parse(await readFile(join(folder, "record"), "utf8")) as Given;
}

function inputs(env: Readonly<Record<string, string>> = {}, options: Partial<InputsOptions> = {}): Inputs {
  return createInputs({
    files: createFiles(join(folder, "project")),
    processes: async () => processes,
    env: { PATH: join(folder, "bin"), HOME: folder, ...env },
    now: () => NOW,
    redactor: createRedactor(),
    ...options,
  });
}

const TOFU: InputSource = { kind: "terraform-run", folder: "infra", program: "tofu" };

function unreadable(raw: RawInput): { readonly why: string; readonly hint: string } {
  if (raw.kind !== "unreadable") throw new Error(`${raw.kind} is not unreadable`);
  return raw;
}

describe("files", () => {
  test("are texts with their age by the clock of the run; one from the future is new", async () => {
    await writeFile(join(folder, "project/a.yaml"), "a: 1\n");
    const written = async (at: number): Promise<RawInput> => {
      await utimes(join(folder, "project/a.yaml"), at / 1000, at / 1000);
      return await inputs().read({ kind: "file", file: "a.yaml" });
    };
    expect(await written(NOW - 90_500)).toEqual({ kind: "text", text: "a: 1\n", ageSeconds: 90 });
    expect(await written(NOW + 90_500)).toMatchObject({ ageSeconds: 0 });
  });

  test("that are not there, not text, no files, too large or outside of the project are unreadable", async () => {
    const root = join(folder, "project");
    await writeFile(join(root, "utf16.json"), Buffer.from("\ufeff{}", "utf16le"));
    await writeFile(join(root, "large.json"), Buffer.alloc(5 * 1024 * 1024 + 1, 32));
    await writeFile(join(folder, "secret.yaml"), "a: 1\n");
    await symlink(join(folder, "secret.yaml"), join(root, "link.yaml"));
    const read = async (file: string) => unreadable(await inputs().read({ kind: "terraform-file", file }));
    expect(await read("none.json")).toEqual({ kind: "unreadable", why: "there is no none.json", hint: "" });
    expect(await read("utf16.json")).toMatchObject({
      why: "utf16.json: is not UTF-8 text",
      hint: expect.stringContaining("UTF-16"),
    });
    expect((await read("infra")).why).toBe("infra: not a regular file");
    expect((await read("large.json")).why).toContain("at most 5 MB");
    expect((await read("link.yaml")).why).toContain("outside the project");
  });

  test("are read once per run", async () => {
    await writeFile(join(folder, "project/a.yaml"), "a: 1\n");
    const run = inputs();
    const first = await run.read({ kind: "file", file: "a.yaml" });
    await rm(join(folder, "project/a.yaml"));
    expect(await run.read({ kind: "file", file: "a.yaml" })).toBe(first);
  });
});

test("variables are those that were named, and no others", async () => {
  const read = await inputs({ A: "1", EMPTY: "", OTHER: "x" }).read({ kind: "env", names: ["A", "EMPTY", "UNSET"] });
  expect(read).toEqual({ kind: "variables", variables: { A: "1", EMPTY: "", UNSET: undefined } });
});

describe("programs", () => {
  test("tofu is run in its folder without a shell, with its own and the clouds' variables only", async () => {
    await program("tofu", 'console.log("{}"); console.error("all is well");');
    const env = {
      TF_VAR_x: "1",
      TF_LOG: "trace",
      TOFU_X: "2",
      AWS_PROFILE: "p",
      KUBECONFIG: "k",
      MY_SECRET: "s",
      SOPS_AGE_KEY: "a",
    };
    expect(await inputs(env).read(TOFU)).toEqual({ kind: "text", text: "{}\n" });
    const seen = await given();
    expect(seen).toMatchObject({ args: ["output", "-json", "-no-color"], cwd: join(folder, "project/infra") });
    const own = { TF_VAR_x: "1", TOFU_X: "2", AWS_PROFILE: "p", TF_INPUT: "0", TF_IN_AUTOMATION: "1" };
    expect(seen.env).toEqual({ PATH: join(folder, "bin"), HOME: folder, ...own });
  });

  test("is the one that a variable names, and runs once per run", async () => {
    await program("my-terraform", 'console.log("{}")');
    const run = inputs({ ADDONS_TERRAFORM: join(folder, "bin/my-terraform") });
    const source: InputSource = { ...TOFU, program: "terraform" };
    await Promise.all([run.read(source), run.read({ ...source }), run.read(source)]);
    expect(processes.started.map(({ file }) => file)).toEqual([join(folder, "bin/my-terraform")]);
  });

  test("kops is asked for one cluster, whose name can be no flag", async () => {
    await program("kops", 'console.log("kind: Cluster")');
    const source: InputSource = { kind: "kops-run", cluster: "-rf", state: "--s3" };
    expect(await inputs({ KOPS_STATE_STORE: "s3://x", TF_VAR_x: "1" }).read(source)).toEqual({
      kind: "text",
      text: "kind: Cluster\n",
    });
    const seen = await given();
    expect(seen.args).toEqual(["get", "cluster", "--output=yaml", "--state=--s3", "--", "-rf"]);
    expect(seen.env).toMatchObject({ KOPS_STATE_STORE: "s3://x" });
    expect(seen.env).not.toHaveProperty("TF_VAR_x");
  });

  test("sops is given a file of the project by its whole path; the file's age is the input's", async () => {
    await program("sops", 'console.log("{}")');
    await writeFile(join(folder, "project/-s.yaml"), "x");
    await utimes(join(folder, "project/-s.yaml"), NOW / 1000 - 60, NOW / 1000 - 60);
    expect(await inputs({ SOPS_AGE_KEY_FILE: "k" }).read({ kind: "sops", file: "-s.yaml" })).toEqual({
      kind: "text",
      text: "{}\n",
      ageSeconds: 60,
    });
    const seen = await given();
    expect(seen.args).toEqual(["decrypt", "--output-type", "json", join(folder, "project/-s.yaml")]);
    expect(seen.env["SOPS_AGE_KEY_FILE"]).toBe("k");
  });

  test("sops is not run for what is no file of the project", async () => {
    await program("sops", 'console.log("{}")');
    expect(unreadable(await inputs().read({ kind: "sops", file: "../secret.yaml" })).why).toContain(
      "outside the project",
    );
    expect(processes.started).toEqual([]);
  });

  test.each([
    [
      {},
      "there is no tofu on PATH",
      "install tofu, or name it with ADDONS_TOFU, or keep what it prints in a file: tofu -chdir=infra output -json > FILE",
    ],
    [{ ADDONS_TOFU: "/none" }, "ADDONS_TOFU names /none, which is no program", "install tofu"],
  ])("missing: %j", async (env, why, hint) => {
    const told = unreadable(await inputs(env).read(TOFU));
    expect(told.why).toBe(why);
    expect(told.hint).toContain(hint);
  });

  test("a folder that is not there, or outside, is told before anything is run", async () => {
    await program("tofu", "");
    expect(unreadable(await inputs().read({ ...TOFU, folder: "nowhere" })).why).toBe(
      "there is nothing in the folder nowhere",
    );
    await symlink(folder, join(folder, "project/out"));
    expect(unreadable(await inputs().read({ ...TOFU, folder: "out" })).why).toContain("outside the project");
    expect(processes.started).toEqual([]);
  });

  test.each([
    [
      "tofu",
      '╷\n│ Error: Backend initialization required, please run "tofu init"\n│ \n│ Reason: …\n╵',
      "initialise the folder first (init), then try it by hand: tofu -chdir=infra output -json",
    ],
    [
      "tofu",
      "Error: error configuring S3 Backend: no valid credential sources found",
      "log in to where its state is, then try it by hand: tofu -chdir=infra output -json",
    ],
    ["tofu", "something else", "try it by hand: tofu -chdir=infra output -json"],
    [
      "kops",
      "Error: please set the --state flag or export KOPS_STATE_STORE",
      "add state: s3://BUCKET beside run:, or set KOPS_STATE_STORE",
    ],
    ["kops", 'Error: cluster not found "a"', "names of clusters: kops get clusters"],
    ["sops", "sops metadata not found", "it is not encrypted: name it with file: instead of sops:"],
    [
      "sops",
      "MAC mismatch. File has X, computed Y",
      "it was changed without sops; take the last good version, then edit it with sops",
    ],
    [
      "sops",
      "Failed to get the data key required to decrypt the SOPS file.",
      "none of your keys opens it: set SOPS_AGE_KEY_FILE, or log in to the key service; who may read it stands at the end of the file",
    ],
  ])("%s that fails with %j is explained", async (name, said, hint) => {
    await program(name, `console.log("not used"); console.error(${JSON.stringify(said)}); process.exitCode = 3;`);
    await writeFile(join(folder, "project/s.yaml"), "x");
    const sources: Readonly<Record<string, InputSource>> = {
      tofu: TOFU,
      kops: { kind: "kops-run", cluster: "a" },
      sops: { kind: "sops", file: "s.yaml" },
    };
    const told = unreadable(await inputs().read(sources[name] ?? TOFU));
    expect(told.why).toContain(" ended with exit code 3: ");
    expect(told.hint).toBe(hint);
  });

  test("words of a program are shortened, on one line, without escapes and secrets", async () => {
    const secrets = ["canary-known-1", "canary-login-2", "AGE-SECRET-KEY-1QQCANARY3", "canary-url-4", "canary-var-5"];
    const said = `\u001b[31mError: ${secrets.slice(0, 3).join(" ")} https://u:canary-url-4@h/x\ncanary-var-5 ${"long ".repeat(200)}\u001b[0m`;
    await program("tofu", `console.error(${JSON.stringify(said)}); process.exit(1);`);
    const redactor = createRedactor();
    redactor.add(["canary-known-1"]);
    const env = { AWS_SECRET_ACCESS_KEY: "canary-login-2", TF_VAR_db: "canary-var-5" };
    const { why } = unreadable(await inputs(env, { redactor }).read(TOFU));
    expect(why).toContain("exit code 1: Error: (hidden) (hidden) (hidden) https://u:(hidden)@h/x (hidden) long");
    expect(why.length).toBeLessThan(420);
    expect(why).toMatch(/^[\u0020-\u007e…]+$/);
    expect(secrets.filter((secret) => why.toUpperCase().includes(secret.toUpperCase()))).toEqual([]);
  });

  test("one that does not end is stopped", async () => {
    await program("tofu", "setInterval(() => {}, 1000);");
    const { why, hint } = unreadable(await inputs({}, { timeoutMs: 500 }).read(TOFU));
    expect(why).toMatch(/^tofu -chdir=infra output -json was stopped: it did not end within 0.5 s/);
    expect(hint).toContain("see what it does by hand: tofu -chdir=infra output -json");
  });

  test("one that is ended by a signal, or prints without end, is told so", async () => {
    await program("tofu", 'process.kill(process.pid, "SIGKILL");');
    expect(unreadable(await inputs().read(TOFU)).why).toContain("was ended by SIGKILL");
    await program("tofu", 'process.stdout.write("x".repeat(6 * 1024 * 1024));');
    expect(unreadable(await inputs().read(TOFU)).why).toBe("tofu -chdir=infra output -json printed more than 5 MB");
  });
});
