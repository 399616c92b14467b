/** The process as the command line sees it; made once in main.ts, made by hand in tests. */
export interface Surroundings {
  /** Without node and the script. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Asks on the terminal; `undefined` when nobody can answer. */
  ask(question: string): Promise<string | undefined>;
  /** Absolute path; rejects when it cannot be read. */
  readFile(path: string): Promise<string>;
  /** Writes a whole file, in a folder that is made when it is not there; absolute path. */
  writeFile(path: string, text: string): Promise<void>;
  /** Unix milliseconds. */
  now(): number;
  readonly interrupts: Interrupts;
}

export interface OutputStream {
  write(text: string): void;
  readonly terminal: "yes" | "no";
  /** 0 when unknown. */
  readonly columns: number;
  /** The stream itself, for a view that redraws. */
  readonly raw?: NodeJS.WriteStream;
}

/** SIGINT and SIGTERM as two steps; see signals.ts. */
export interface Interrupts {
  /** From now on the caller ends by itself; before, the first signal ends the process at once. */
  take(): { readonly stop: AbortSignal; readonly kill: AbortSignal };
  received(): "SIGINT" | "SIGTERM" | undefined;
}
