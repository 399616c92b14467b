import type { JsonObject } from "../../support/json.ts";
import { assertNever } from "../../support/assert-never.ts";
import type { SourcePosition } from "../../support/problem.ts";
import type { Absence } from "../scope.ts";

/** Where the data of an input comes from. Files and folders are project-relative with forward slashes. */
export type InputSource =
  /** What `terraform output -json` or `tofu output -json` printed. */
  | { readonly kind: "terraform-file"; readonly file: string }
  /** The same, run in a folder. */
  | { readonly kind: "terraform-run"; readonly folder: string; readonly program: "terraform" | "tofu" }
  /** What `kops get cluster NAME -o yaml` printed. */
  | { readonly kind: "kops-file"; readonly file: string }
  /** The same, run; `state` is the state store, KOPS_STATE_STORE when left out. */
  | { readonly kind: "kops-run"; readonly cluster: string; readonly state?: string }
  /** An encrypted YAML or JSON file, decrypted by the sops binary. */
  | { readonly kind: "sops"; readonly file: string }
  /** Environment variables by name. */
  | { readonly kind: "env"; readonly names: readonly string[] }
  /** A plain YAML or JSON file. */
  | { readonly kind: "file"; readonly file: string };

/** One entry of `inputs:` for one cluster, references in its paths resolved. */
export interface InputDeclaration {
  /** First part of references to it: `${NAME.…}`. */
  readonly name: string;
  readonly source: InputSource;
  /** Dotted names that must be there. */
  readonly require: readonly string[];
  /** Where one of them stands. */
  readonly requireAt: (index: number) => SourcePosition;
  /** A file that is older is stale; what a program prints never is. */
  readonly maxAgeSeconds?: number;
  readonly at: SourcePosition;
}

/** What an input holds; `secret` names the top-level keys whose values may not be shown, or all of them. */
export interface InputData {
  readonly data: JsonObject;
  readonly secret: "all" | readonly string[];
  /** Names that are declared, but have no value, and why. */
  readonly absent?: Readonly<Record<string, Absence>>;
}

/** What is wrong with the text of an input; `place` within it, from 1. No words of the text itself: it may be secret. */
export interface InputFault {
  readonly code: "INPUT-SYNTAX" | "INPUT-SHAPE" | "INPUT-ENCRYPTED";
  readonly message: string;
  readonly hint: string;
  readonly place?: { readonly line: number; readonly column: number };
}

export type ParsedInput =
  | { readonly kind: "data"; readonly data: InputData }
  | { readonly kind: "broken"; readonly faults: readonly InputFault[] };

/** A source for people: its file, or what is run. */
export function sourceWords(source: InputSource): string {
  switch (source.kind) {
    case "terraform-file":
    case "kops-file":
    case "sops":
    case "file":
      return source.file;
    case "terraform-run":
      return `${source.program} output in ${source.folder}`;
    case "kops-run":
      return `kops get cluster ${source.cluster}`;
    case "env":
      return source.names.length === 1 ? `the environment variable ${source.names[0]}` : "environment variables";
    default:
      return assertNever(source);
  }
}
