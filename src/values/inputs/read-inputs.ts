import type { Inputs, RawInput } from "../../outside/inputs/inputs.ts";
import type { Problem } from "../../support/problem.ts";
import type { KnownRoot, ScopeRoot } from "../scope.ts";
import { sourceWords } from "./input.ts";
import type { InputDeclaration, InputSource, ParsedInput } from "./input.ts";
import { environmentData, parseInput } from "./parse-input.ts";
import { missingNames } from "./required-names.ts";

/** Reads what is declared, each source once per run however many clusters name it. */
export interface InputReader {
  read(declaration: InputDeclaration): Promise<InputRead>;
}

export interface InputRead {
  readonly root: ScopeRoot;
  readonly problems: readonly Problem[];
}

/** Without `inputs` nothing is read: what references name is not known then. */
export function readInputs(inputs: Inputs | undefined): InputReader {
  if (inputs === undefined) return { read: async () => ({ root: { kind: "unread" }, problems: [] }) };
  const known = new Map<string, Promise<Source>>();
  return {
    async read(declaration) {
      const key = JSON.stringify(declaration.source);
      const source = known.get(key) ?? readSource(declaration.source, inputs);
      known.set(key, source);
      return judge(declaration, await source);
    },
  };
}

interface Source {
  readonly raw: RawInput;
  /** Absent for what cannot be read. */
  readonly parsed?: ParsedInput;
}

async function readSource(source: InputSource, inputs: Inputs): Promise<Source> {
  const raw = await inputs.read(source);
  if (raw.kind === "unreadable" || raw.kind === "not-read") return { raw };
  if (raw.kind === "variables") return { raw, parsed: environmentData(raw.variables) };
  return source.kind === "env" ? { raw } : { raw, parsed: parseInput(source, raw.text) };
}

function judge(declaration: InputDeclaration, { raw, parsed }: Source): InputRead {
  if (raw.kind === "unreadable") return failed([unreadable(declaration, raw)]);
  if (raw.kind === "not-read") return { root: { kind: "unread" }, problems: [] };
  if (parsed === undefined) return failed([]);
  if (parsed.kind === "broken") return failed(broken(declaration, parsed));
  const root: KnownRoot = { kind: "known", names: "open", ...parsed.data };
  return { root, problems: [...stale(declaration, raw), ...missing(declaration, root)] };
}

function failed(problems: readonly Problem[]): InputRead {
  return { root: { kind: "failed" }, problems };
}

function unreadable(
  { name, source, at }: InputDeclaration,
  raw: Extract<RawInput, { readonly kind: "unreadable" }>,
): Problem {
  const { why, hint } = raw;
  const without = "addons validate --inputs skip checks everything else";
  return {
    code: "INPUT-UNREADABLE",
    severity: "error",
    message: `the input ${name} cannot be read: ${why}`,
    hint: `${hint === "" ? (HOW_TO_WRITE[source.kind] ?? "check its path") : hint}; ${without}`,
    at,
  };
}

const HOW_TO_WRITE: Readonly<Partial<Record<InputSource["kind"], string>>> = {
  "terraform-file":
    "write it with terraform output -json > FILE (or tofu); paths are relative to the file that names them",
  "kops-file": "write it with kops get cluster NAME -o yaml > FILE; paths are relative to the file that names them",
  file: "paths are relative to the file that names them",
  sops: "paths are relative to the file that names them",
};

/**
 * At its place in a file that people write; else where the input is named: no report may show a line of outputs, which hold
 * secrets, and what a program printed is nowhere to be looked at.
 */
function broken(
  { name, source, at }: InputDeclaration,
  { faults }: Extract<ParsedInput, { readonly kind: "broken" }>,
): readonly Problem[] {
  return faults.map(({ code, message, hint, place }) => {
    if (source.kind === "kops-file" || source.kind === "file") {
      const here = { file: source.file, line: 1, column: 1, ...place };
      return { code, severity: "error", message: `the input ${name}: ${message}`, hint, at: here };
    }
    const isRun = source.kind === "terraform-run" || source.kind === "kops-run";
    const byHand = isRun && code === "INPUT-SYNTAX" ? `see what it prints by hand: ${sourceWords(source)}` : hint;
    const inText = place === undefined ? "" : `, line ${place.line}, column ${place.column}`;
    const what = `the input ${name} (${sourceWords(source)}${inText})`;
    return { code, severity: "error", message: `${what}: ${message}`, hint: byHand, at };
  });
}

function stale({ name, source, maxAgeSeconds, at }: InputDeclaration, raw: RawInput): readonly Problem[] {
  const age = raw.kind === "text" ? raw.ageSeconds : undefined;
  if (age === undefined || maxAgeSeconds === undefined || age <= maxAgeSeconds) return [];
  return [
    {
      code: "INPUT-STALE",
      severity: "error",
      message: `the input ${name} is stale: ${sourceWords(source)} was written ${duration(age)} ago, maxAge is ${duration(maxAgeSeconds)}`,
      hint: "write it anew, or raise maxAge",
      at,
    },
  ];
}

/** The two largest units that say something: `2d 3h`. */
function duration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ] as const;
  const told = parts.filter(([amount]) => amount > 0).slice(0, 2);
  return told.length === 0 ? "0s" : told.map(([amount, unit]) => `${amount}${unit}`).join(" ");
}

function missing({ name, source, require, requireAt }: InputDeclaration, root: KnownRoot): readonly Problem[] {
  return missingNames(name, require, root).map(({ index, message, hint }) => ({
    code: "INPUT-REQUIRED",
    severity: "error",
    // The source is not part of the message: what all clusters lack, each in its own file, is told once.
    message: `the input ${name} lacks a required name: ${message}`,
    hint: `look into ${sourceWords(source)}: ${hint}`,
    at: requireAt(index),
  }));
}
