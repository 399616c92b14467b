import { join } from "node:path";
import { assertNever } from "../../support/assert-never.ts";
import type { InputSource } from "../../values/inputs/input.ts";

export type ProgramSource = Extract<InputSource, { readonly kind: "terraform-run" | "kops-run" | "sops" }>;

/** The program that prints a source, and how it is asked. */
export interface InputProgram {
  readonly name: "terraform" | "tofu" | "kops" | "sops";
  /** Environment variable that names another one: a path, or a name on PATH. */
  readonly variable: string;
  readonly args: readonly string[];
  /** Absolute path. */
  readonly cwd: string;
  /** The same for a person, to be tried in the project folder. */
  readonly shown: string;
}

export function inputProgram(source: ProgramSource, root: string): InputProgram {
  switch (source.kind) {
    case "terraform-run": {
      const name = source.program;
      return {
        name,
        variable: name === "tofu" ? "ADDONS_TOFU" : "ADDONS_TERRAFORM",
        args: ["output", "-json", "-no-color"],
        cwd: join(root, source.folder),
        shown: `${name} -chdir=${source.folder} output -json`,
      };
    }
    case "kops-run": {
      const state = source.state === undefined ? [] : [`--state=${source.state}`];
      const args = ["get", "cluster", "--output=yaml", ...state, "--", source.cluster];
      return { name: "kops", variable: "ADDONS_KOPS", args, cwd: root, shown: ["kops", ...args].join(" ") };
    }
    case "sops": {
      // Absolute: a name that starts with a dash is no flag. As JSON every type is beyond doubt.
      const args = ["decrypt", "--output-type", "json", join(root, source.file)];
      return { name: "sops", variable: "ADDONS_SOPS", args, cwd: root, shown: `sops decrypt ${source.file}` };
    }
    default:
      return assertNever(source);
  }
}
