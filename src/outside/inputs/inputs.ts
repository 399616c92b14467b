import type { InputSource } from "../../values/inputs/input.ts";

/** Where values come from besides the manifest: files, programs that print data, environment variables. Nothing is interpreted here. */
export interface Inputs {
  /** Reads a source once per run. Never throws for what a user can mend. */
  read(source: InputSource): Promise<RawInput>;
}

export type RawInput =
  /** What a file holds or a program printed; `ageSeconds` since the file was last written, absent for a program. */
  | { readonly kind: "text"; readonly text: string; readonly ageSeconds?: number }
  /** Left alone on purpose: what references name in it stays unknown. */
  | { readonly kind: "not-read" }
  | { readonly kind: "variables"; readonly variables: Readonly<Record<string, string | undefined>> }
  /** `why` is one clause without credentials; `hint` what to do. */
  | { readonly kind: "unreadable"; readonly why: string; readonly hint: string };
