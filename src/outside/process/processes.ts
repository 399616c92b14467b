/** Starting programs. One implementation (run-processes.ts), the only file that starts any. */
export interface Processes {
  run(request: RunRequest): Promise<RunResult>;
  /** Every program started so far, in order: what a summary counts and a test asserts. Arguments carry no secrets by construction. */
  readonly started: readonly { readonly file: string; readonly args: readonly string[] }[];
}

export interface RunRequest {
  /** Absolute path, or a name looked up on PATH. Never a shell. */
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment of the child; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  /** Wall-clock limit; then SIGTERM to the child's process group, after `graceMs` SIGKILL. */
  readonly timeoutMs: number;
  readonly graceMs?: number;
  /** Aborting starts the same ladder. */
  readonly signal?: AbortSignal;
  /** `kill`: a supervisor ends the program when we are killed ourselves; for all that changes something. Default `leave`. */
  readonly onOwnerDeath?: "kill" | "leave";
  /** Absolute path of a private folder that the supervisor removes when we are killed; only with `onOwnerDeath: "kill"`. */
  readonly privateFolder?: string;
  /** Output beyond this is cut and marked; default 64 MiB. */
  readonly maxOutputBytes?: number;
  /** Address space it may take, where the system can hold it to that (Linux with prlimit); it fails when it wants more. */
  readonly memoryBytes?: number;
  /** `bytes`: the output is no text, and comes as `stdoutBytes`; default `text`. */
  readonly output?: "text" | "bytes";
}

export interface RunResult {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Empty when the output was asked for as bytes. */
  readonly stdout: string;
  /** Only when asked for; cut like the text, without a mark in it. */
  readonly stdoutBytes?: Uint8Array;
  readonly stderr: string;
  /** There was more output than `maxOutputBytes`. */
  readonly cut?: true;
  readonly ended: "exited" | "timed-out" | "aborted" | "not-found";
  readonly durationMs: number;
}
