import type { Pin } from "../../../lock/lockfile.ts";

/** charts/vendor of the project. Links are never followed, and nothing outside of the folder is touched. */
export interface VendorFolder {
  /** Its entries, sorted; undefined when there is no such folder. Throws AddonsError VENDOR-LINK (refused), VENDOR-NOT-A-FOLDER. */
  list(): Promise<readonly VendorEntry[] | undefined>;
  /** Whether a file holds the chart of a pin. */
  inspect(file: string, pin: Pin): Promise<VendorState>;
  /** Whole or not at all; `unchanged` when these bytes are there. Throws AddonsError VENDOR-WRITE. */
  write(file: string, bytes: Uint8Array): Promise<"written" | "unchanged">;
  /** Removes a regular file or a link, never a folder. Throws AddonsError VENDOR-WRITE. */
  remove(file: string): Promise<void>;
  /** Writes the settings for git that keep the copies as they are, where there are none. Says which it wrote. */
  writeSettings(): Promise<readonly string[]>;
}

export interface VendorEntry {
  readonly file: string;
  readonly kind: "file" | "folder" | "link" | "other";
}

export type VendorState =
  /** `repackaged`: other bytes with the pinned content, which is accepted. */
  | { readonly kind: "missing" | "same" | "repackaged" }
  /** `message` names the file. */
  | { readonly kind: "wrong"; readonly code: string; readonly message: string; readonly hint: string };
