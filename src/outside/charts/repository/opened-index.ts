import type { ListedChart } from "./index-entry.ts";
import type { OpenedFile, ReadFile } from "./index-file.ts";

/** An index whose bytes are the right ones. */
export interface OpenedIndex {
  /** Of all charts. */
  readonly names: readonly string[];
  /** What it lists of one of them; `undefined` when the file has been changed or removed since. */
  chart(name: string): Promise<ListedChart | undefined>;
}

/** Its file, as it was when it was gone through. */
export type KnownIndex = OpenedFile &
  ReadFile & {
    /** Where it came from, for errors. */
    readonly origin: string;
  };
