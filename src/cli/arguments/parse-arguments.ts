import { parseArgs } from "node:util";
import { nearest } from "../../support/nearest.ts";
import type { Command } from "../command.ts";
import { duration } from "./duration.ts";
import { FLAGS, GLOBAL_FLAGS, longName, variableName, type FlagName, type Flags, type FlagSpec } from "./flags.ts";
import { usageError } from "./usage-error.ts";

export interface Arguments {
  readonly flags: Flags;
  readonly operands: readonly string[];
}

/**
 * What stands after the verb, as typed values: the command line first, then ADDONS_* variables, then nothing.
 * Throws AddonsError CLI-USAGE for the first thing that is wrong.
 */
export function parseArguments(
  command: Command,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Arguments {
  const names = [...command.flags, ...GLOBAL_FLAGS];
  const { given, operands } = readTokens(command, names, args);
  checkPairs(command, given);
  const values: Partial<Record<FlagName, unknown>> = {};
  for (const name of Object.keys(FLAGS) as FlagName[]) {
    const texts = given.get(name) ?? (names.includes(name) ? fromVariable(name, given, env) : undefined);
    values[name] = valueOf(command, name, texts);
  }
  const flags = values as Flags;
  if (operands.length > command.maxOperands && !flags.help) {
    throw usageError(`${command.name} does not take ${quote(operands[command.maxOperands] ?? "")} here`, command);
  }
  return { flags, operands };
}

interface Given {
  readonly texts: readonly string[];
  /** For messages: `--env` or `ADDONS_ENV`. */
  readonly from: string;
}

function readTokens(command: Command, names: readonly FlagName[], args: readonly string[]) {
  const options = Object.fromEntries(
    names.map((name) => [longName(name), { type: isSwitch(name) ? "boolean" : "string", ...short(name) } as const]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const given = new Map<FlagName, Given>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const name = names.find((known) => longName(known) === token.name);
    if (name === undefined) throw unknownFlag(command, names, token.rawName);
    const from = `--${token.name}`;
    const before = given.get(name)?.texts ?? [];
    given.set(name, { texts: [...before, textOf(command, name, token)], from });
  }
  return { given, operands };
}

interface OptionToken {
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function textOf(command: Command, name: FlagName, token: OptionToken): string {
  if (isSwitch(name)) {
    if (token.value !== undefined) throw usageError(`${token.rawName} takes no value`, command);
    return "true";
  }
  const spec: FlagSpec = FLAGS[name];
  const value = token.value;
  const missing = value === undefined || value === "" || (value.startsWith("-") && token.inlineValue !== true);
  if (missing) {
    const word = spec.kind === "switch" ? "" : spec.value;
    throw usageError(`${token.rawName} needs a value: --${longName(name)}=${word}`, command);
  }
  return value;
}

function unknownFlag(command: Command, names: readonly FlagName[], rawName: string) {
  const elsewhere = (Object.keys(FLAGS) as FlagName[]).find((name) => `--${longName(name)}` === rawName);
  const near = nearest(rawName.replace(/^-+/, ""), names.map(longName));
  const hint = near === undefined || elsewhere !== undefined ? undefined : `did you mean --${near}?`;
  return usageError(`${command.name} has no flag ${quote(rawName)}`, command, hint);
}

/** Pairs that say two different things. */
const EXCLUSIVE: readonly (readonly [FlagName, FlagName])[] = [
  ["env", "allEnvs"],
  ["quiet", "verbose"],
  ["check", "update"],
  ["only", "selector"],
  ["prune", "only"],
  ["prune", "selector"],
];

function checkPairs(command: Command, given: ReadonlyMap<FlagName, Given>): void {
  for (const [one, other] of EXCLUSIVE) {
    if (given.has(one) && given.has(other)) {
      throw usageError(`--${longName(one)} and --${longName(other)} exclude each other: use one of them`, command);
    }
  }
}

function fromVariable(
  name: FlagName,
  given: ReadonlyMap<FlagName, Given>,
  env: Readonly<Record<string, string | undefined>>,
): Given | undefined {
  const spec: FlagSpec = FLAGS[name];
  const text = spec.variable === "yes" ? env[variableName(name)] : undefined;
  if (text === undefined || text === "") return undefined;
  const beaten = EXCLUSIVE.some(
    (pair) => pair.includes(name) && pair.some((other) => other !== name && given.has(other)),
  );
  return beaten ? undefined : { texts: [text], from: variableName(name) };
}

function valueOf(command: Command, name: FlagName, given: Given | undefined): unknown {
  const spec: FlagSpec = FLAGS[name];
  const last = given?.texts.at(-1);
  if (spec.kind === "list") return listValue(given?.texts ?? [], spec.between);
  if (spec.kind === "switch") return last === undefined ? false : switchValue(command, last, given?.from);
  if (spec.kind === "text") return textValue(command, name, given);
  if (last === undefined) return last;
  const value = { count: countValue, duration, word: (text: string) => wordValue(spec, text) }[spec.kind](last);
  if (value === undefined) throw usageError(`${given?.from} is ${quote(last)}; it must be ${likeWhat(spec)}`, command);
  return value;
}

function textValue(command: Command, name: FlagName, given: Given | undefined): string | undefined {
  const spec: FlagSpec = FLAGS[name];
  const texts = given?.texts ?? [];
  if (spec.kind === "text" && spec.repeat === "refused" && texts.length > 1) {
    throw usageError(`--${longName(name)} stands here more than once: say all of it in one`, command);
  }
  return texts.at(-1);
}

function listValue(texts: readonly string[], between: "lines" | undefined): readonly string[] {
  return texts.flatMap((text) => text.split(between === "lines" ? /\r?\n/ : ",")).filter((text) => text !== "");
}

function likeWhat(spec: Exclude<FlagSpec, { readonly kind: "switch" }>): string {
  if (spec.kind === "count") return "a whole number from 1 to 999";
  return spec.kind === "duration" ? "like 10m or 1h30m" : `like ${spec.value}`;
}

function switchValue(command: Command, text: string, from: string | undefined): boolean {
  if (["true", "1", "yes", "on"].includes(text)) return true;
  if (["false", "0", "no", "off"].includes(text)) return false;
  throw usageError(`${from} is ${quote(text)}; it must be true or false`, command);
}

function countValue(text: string): number | undefined {
  return /^[1-9]\d{0,2}$/.test(text) ? Number(text) : undefined;
}

function wordValue(spec: FlagSpec, text: string): string | undefined {
  return spec.kind === "word" && spec.words.includes(text) ? text : undefined;
}

function isSwitch(name: FlagName): boolean {
  return FLAGS[name].kind === "switch";
}

function short(name: FlagName): { short?: string } {
  const spec: FlagSpec = FLAGS[name];
  return spec.short === undefined ? {} : { short: spec.short };
}

function quote(text: string): string {
  return `"${text}"`;
}
