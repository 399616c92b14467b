import { describe, expect, it } from "vitest";
import type { Command } from "../../../src/cli/command.ts";
import { COMMANDS, findCommand } from "../../../src/cli/commands.ts";
import { parseArguments } from "../../../src/cli/arguments/parse-arguments.ts";
import { AddonsError } from "../../../src/support/addons-error.ts";

function commandNamed(name: string): Command {
  const found = findCommand(name);
  if (found === undefined) throw new Error(name);
  return found;
}

function errorOf(verb: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): AddonsError {
  try {
    parseArguments(commandNamed(verb), args, env);
  } catch (error) {
    if (error instanceof AddonsError) return error;
    throw error;
  }
  throw new Error(`${args.join(" ")} was taken`);
}

describe("parseArguments", () => {
  it.each<[string, readonly string[], Readonly<Record<string, string>>, Record<string, unknown>]>([
    ["sync", [], {}, { env: [], repair: false, timeout: undefined, concurrency: undefined }],
    ["sync", ["--env", "dev", "-e", "prod"], {}, { env: ["dev", "prod"] }],
    ["sync", ["--env=dev,prod"], {}, { env: ["dev", "prod"] }],
    ["sync", ["-yq"], {}, { yes: true, quiet: true }],
    ["sync", ["--timeout", "1h30m"], {}, { timeout: 5400 }],
    ["sync", ["--timeout=90"], {}, { timeout: 90 }],
    ["sync", ["--concurrency", "3"], {}, { concurrency: 3 }],
    ["sync", ["--log-format=json"], {}, { logFormat: "json" }],
    [
      "sync",
      [],
      { ADDONS_ENV: "dev,prod", ADDONS_YES: "1", ADDONS_TIMEOUT: "5m" },
      { env: ["dev", "prod"], yes: true, timeout: 300 },
    ],
    ["sync", ["--env", "dev"], { ADDONS_ENV: "prod" }, { env: ["dev"] }],
    ["sync", ["--all-envs"], { ADDONS_ENV: "prod" }, { env: [], allEnvs: true }],
    ["sync", [], { ADDONS_YES: "false", ADDONS_ENV: "" }, { yes: false, env: [] }],
    ["cache", [], { ADDONS_ENV: "prod" }, { env: [] }],
    ["sync", ["--var", "hosts=a,b", "--var=n=1=2"], {}, { var: ["hosts=a,b", "n=1=2"] }],
    ["sync", [], { ADDONS_VAR: "hosts=a,b\nn=1" }, { var: ["hosts=a,b", "n=1"] }],
    ["sync", ["--only=-x"], {}, { only: ["-x"] }],
    ["sync", ["--only", "$(id)", "--only", "a b"], {}, { only: ["$(id)", "a b"] }],
  ])("%s %j with %j", (...[verb, args, env, expected]) => {
    expect(parseArguments(commandNamed(verb), args, env).flags).toMatchObject(expected);
  });

  it("keeps operands, also behind --", () => {
    const { operands } = parseArguments(commandNamed("lock"), ["--update", "a", "--", "-b"], {});

    expect(operands).toEqual(["a", "-b"]);
  });

  it.each<[string, readonly string[], Readonly<Record<string, string>>, string, string]>([
    ["sync", ["--onyl", "x"], {}, 'sync has no flag "--onyl"', "did you mean --only?"],
    ["status", ["--prune"], {}, 'status has no flag "--prune"', "addons status --help"],
    ["sync", ["-x"], {}, 'sync has no flag "-x"', "addons sync --help"],
    ["sync", ["--env"], {}, "--env needs a value: --env=NAME", ""],
    ["sync", ["--env", "--cluster", "a"], {}, "--env needs a value", ""],
    ["sync", ["--env="], {}, "--env needs a value", ""],
    ["sync", ["--yes=no"], {}, "--yes takes no value", ""],
    ["sync", ["--timeout", "soon"], {}, '--timeout is "soon"; it must be like 10m', ""],
    ["sync", ["--timeout", "0"], {}, '--timeout is "0"', ""],
    ["sync", ["--concurrency", "0"], {}, '--concurrency is "0"', ""],
    ["sync", ["--concurrency", "1e3"], {}, '--concurrency is "1e3"', ""],
    ["sync", ["--log-format", "xml"], {}, '--log-format is "xml"; it must be like text|json', ""],
    ["sync", ["dev"], {}, 'sync does not take "dev" here', ""],
    ["sync", ["--env", "dev", "--all-envs"], {}, "--env and --all-envs exclude each other", ""],
    ["sync", ["-q", "-v"], {}, "--quiet and --verbose exclude each other", ""],
    ["sync", ["--prune", "--only", "a"], {}, "--prune and --only exclude each other", ""],
    ["lock", ["--check", "--update"], {}, "--check and --update exclude each other", ""],
    ["sync", [], { ADDONS_YES: "perhaps" }, 'ADDONS_YES is "perhaps"; it must be true or false', ""],
    ["sync", [], { ADDONS_TIMEOUT: "x" }, 'ADDONS_TIMEOUT is "x"', ""],
  ])("%s %j with %j is refused", (...[verb, args, env, message, hint]) => {
    const error = errorOf(verb, args, env);

    expect(error).toMatchObject({ code: "CLI-USAGE", kind: "usage" });
    expect(error.message).toContain(message);
    expect(error.message).toContain(`usage: addons ${verb}`);
    expect(error.hint).toContain(hint);
  });

  it("takes every example of every verb", () => {
    const examples = COMMANDS.flatMap((known) => known.examples.map((example) => example.command.split(" ")));

    for (const [program, verb = "", ...args] of examples) {
      expect(program).toBe("addons");
      expect(() => parseArguments(commandNamed(verb), args, {})).not.toThrow();
    }
    expect(COMMANDS.every((known) => known.examples.length > 0)).toBe(true);
  });
});
