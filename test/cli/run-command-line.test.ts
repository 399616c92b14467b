import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { version } from "../../src/cli/version.ts";
import { fakeSurroundings } from "./fake-surroundings.ts";

describe("runCommandLine", () => {
  it.each([["--version"], ["version"]])("%s says the version", async (arg) => {
    const surroundings = fakeSurroundings([arg]);

    expect(await runCommandLine(surroundings)).toBe(0);
    expect(surroundings.said).toMatchObject({ stdout: `${version}\n`, stderr: "" });
  });

  it.each([[[]], [["--help"]], [["-h"]], [["help"]]])("%j lists every verb", async (args) => {
    const surroundings = fakeSurroundings(args);

    expect(await runCommandLine(surroundings)).toBe(0);
    for (const { name } of COMMANDS) expect(surroundings.said.stdout).toMatch(new RegExp(`^  ${name}\\b`, "m"));
    expect(surroundings.said.stderr).toBe("");
  });

  it.each(COMMANDS.map((known) => [known]))("help and --help of $name are the same", async (known) => {
    const help = fakeSurroundings(["help", known.name]);
    const flag = fakeSurroundings([known.name, "--help"]);

    expect([await runCommandLine(help), await runCommandLine(flag)]).toEqual([0, 0]);
    expect(help.said.stdout).toBe(flag.said.stdout);
    expect(help.said.stdout).toContain(`usage: addons ${known.name}`);
    for (const { command } of known.examples) expect(help.said.stdout).toContain(`  ${command}\n`);
  });

  it("prints the help of a verb", async () => {
    const surroundings = fakeSurroundings(["render", "-h"]);

    await runCommandLine(surroundings);

    expect(surroundings.said.stdout.split("flags of every verb:")[0]).toMatchInlineSnapshot(`
      "addons render: print the objects that would be applied

      usage: addons render [FLAGS]

      From the locked charts, without a cluster. Data of Secrets is hidden.

      flags:
        -e, --env NAME         environment; repeat it for several, leave it out when there is only one
            --all-envs         every environment of the project
            --cluster NAME     only this cluster; repeat it for several
            --var NAME=VALUE   value of a var that the manifest declares, for this run; repeat it for several
            --only ADD-ON      only these add-ons; repeat it or use commas
        -l, --selector LABELS  only add-ons with these labels, e.g. 'tier=edge,team!=data' or 'tier in (edge, core)'
            --with-needs       with --only or --selector: also what they need, directly or not
            --with-dependents  with --only or --selector: also what needs them, directly or not
            --offline          send no request for charts: what is neither in charts/vendor nor in the cache is an error

      "
    `);
  });

  it.each<[string, readonly string[]]>([
    ["--help", ["usage: addons VERB [FLAGS]\n       addons --version\n", "exit codes: 0 done · 1 failed"]],
    ["help validate", ["exits with 64"]],
    ["help lock", ["addons lock --update metrics", "all environments"]],
    ["help drift", ["shown with -v", "exit 0 instead of 2 for differences; errors"]],
    [
      "help plan",
      [
        "excludes --only and --selector, refuses protected add-ons",
        "only one\n",
        "FORMAT=FILE to a file",
        "; formats: text",
      ],
    ],
    ["help sync", ["--timeout DURATION", "; 10 when not given\n", "directly or not"]],
  ])("%s says what a newcomer asks", async (line, texts) => {
    const surroundings = fakeSurroundings(line.split(" "));

    await runCommandLine(surroundings);

    for (const text of texts) expect(surroundings.said.stdout).toContain(text);
    expect(surroundings.said.stdout.split("flags of every verb:")[1]).not.toContain("--version");
  });

  it.each<[readonly string[], string]>([
    [["sync", "--timeout", "soon"], '--timeout is "soon"; it must be like 10m or 1h30m'],
    [
      ["snyc"],
      'error CLI-USAGE: there is no verb "snyc"\nusage: addons VERB [FLAGS]\n→ next: did you mean addons sync?  (all of it: addons --help)\n',
    ],
    [["aplly"], "did you mean addons apply?"],
    [["destroy"], 'there is no verb "destroy"'],
    [["--env", "dev"], "the verb comes first, before --env"],
    [["help", "nothing"], 'there is no verb "nothing"'],
    [["plan", "--yes"], 'plan has no flag "--yes"'],
    [["status", "-o", "xml"], 'status has no output format "xml", but text, json'],
    [["status", "-o", "jsno"], "did you mean -o json?"],
    [["status", "-o", "json", "-o", "text"], "only one format can go to stdout"],
    [["status", "-o", "json="], "names no file"],
    [["playground"], "say what to do with the playground: up, down or status"],
    [["playground", "start"], "say what to do with the playground"],
    [["lock", "cert-manager"], "names of add-ons say nothing without --update"],
  ])("%j is wrong use: 64", async (args, message) => {
    const surroundings = fakeSurroundings(args);

    expect(await runCommandLine(surroundings)).toBe(64);
    expect(surroundings.said.stderr).toContain(message);
    expect(surroundings.said.stdout).toBe("");
  });

  it("prints errors as one JSON line when logs are JSON", async () => {
    const surroundings = fakeSurroundings(["sync", "--bad"], { env: { ADDONS_LOG_FORMAT: "json" }, now: 1000 });

    expect(await runCommandLine(surroundings)).toBe(64);
    expect(JSON.parse(surroundings.said.stderr)).toMatchObject({
      type: "error",
      at: "1970-01-01T00:00:01.000Z",
      code: "CLI-USAGE",
      problems: [],
    });
  });

  it("never lets escape sequences of an argument through", async () => {
    const surroundings = fakeSurroundings(["\u001b[31mred\u0007"], { terminal: "yes", env: { NO_COLOR: "1" } });

    await runCommandLine(surroundings);

    expect(surroundings.said.stderr).toContain('there is no verb "red"');
    // oxlint-disable-next-line no-control-regex -- that is what must not be there
    expect(surroundings.said.stderr).not.toMatch(/[\u0007\u001b]/);
  });
});
