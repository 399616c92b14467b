import type { SourcePosition } from "../../support/problem.ts";
import type { PinPlace } from "../pin-key.ts";

/** One way in which the lock is not what the manifest asks for. */
export interface StaleEntry extends PinPlace {
  readonly addon: string;
  readonly reason: StaleReason;
  /** One sentence. */
  readonly message: string;
  /** What the manifest asks for and what the lock has, where both can be said in a word. */
  readonly wants?: string;
  readonly has?: string;
  readonly at?: SourcePosition;
}

export type StaleReason =
  | "missing"
  | "chart-changed"
  | "source-changed"
  | "constraint-changed"
  | "version-outside"
  | "content-changed"
  | "subchart-changed"
  | "not-declared"
  | "signer-missing"
  | "signer-not-allowed"
  | "image-missing"
  | "image-unused"
  | "two-archives"
  | "not-canonical";
