import type { JsonObject } from "../../support/json.ts";
import type { SourcePosition } from "../../support/problem.ts";

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
  /** A file that is older is stale. */
  readonly maxAgeSeconds?: number;
  readonly at: SourcePosition;
}

/** What an input holds; `secret` names the top-level keys whose values may not be shown, or all of them. */
export interface InputData {
  readonly data: JsonObject;
  readonly secret: "all" | readonly string[];
}
