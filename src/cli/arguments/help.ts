import type { Command } from "../command.ts";
import { COMMANDS } from "../commands.ts";
import { FLAGS, GLOBAL_FLAGS, longName, variableName, type FlagName, type FlagSpec } from "./flags.ts";
import { usageLine } from "./usage-error.ts";

/** `addons --help` */
export function overview(): string {
  const verbs = COMMANDS.map((known): Row => {
    const name = known.alias === undefined ? known.name : `${known.name} (${known.alias})`;
    return [name, known.summary];
  });
  return [
    "addons: Helm add-ons for Kubernetes clusters, pinned to bytes, installed in order, watched for drift",
    "",
    "usage: addons VERB [FLAGS]",
    "       addons --version",
    "",
    "verbs:",
    ...columns(verbs),
    "",
    "flags of every verb:",
    ...columns(GLOBAL_FLAGS.map(flagRow)),
    "",
    "exit codes: 0 done · 1 failed · 2 differences · 3 not everything checked · 4 refused · 64 wrong use",
    "",
    "→ next: addons VERB --help",
    "",
  ].join("\n");
}

/** `addons help VERB` and `addons VERB --help` */
export function commandHelp(command: Command): string {
  const own = command.flags.map((name) => (name === "output" ? outputRow(command) : ownRow(command, name)));
  const variables = [...command.flags, ...GLOBAL_FLAGS].filter((name) => (FLAGS[name] as FlagSpec).variable === "yes");
  return [
    `addons ${command.name}: ${command.summary}`,
    "",
    `usage: ${usageLine(command)}`,
    ...(command.alias === undefined ? [] : [`alias: addons ${command.alias}`]),
    "",
    ...command.details,
    "",
    ...(own.length === 0 ? [] : ["flags:", ...columns(own), ""]),
    "flags of every verb:",
    ...columns(GLOBAL_FLAGS.map(flagRow)),
    "",
    "variables (a flag wins):",
    ...wrap(variables.map(variableName)),
    "",
    "examples:",
    ...command.examples.flatMap((example) => [`  # ${example.does}`, `  ${example.command}`]),
    "",
  ].join("\n");
}

type Row = readonly [string, string];

function flagRow(name: FlagName): Row {
  const spec: FlagSpec = FLAGS[name];
  const short = spec.short === undefined ? "    " : `-${spec.short}, `;
  const value = spec.kind === "switch" ? "" : ` ${spec.value}`;
  return [`${short}--${longName(name)}${value}`, spec.about];
}

function ownRow(command: Command, name: FlagName): Row {
  const [left, about] = flagRow(name);
  return [left, command.flagTexts?.[name] ?? about];
}

function outputRow(command: Command): Row {
  const [left, about] = flagRow("output");
  return [left, `${about}; formats: ${command.formats.join(", ")}`];
}

function columns(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

function wrap(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 96) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
}
