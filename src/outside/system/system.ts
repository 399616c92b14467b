/** Clock, environment variables and who runs this: everything else that is not a pure function of the input. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Who runs this, for the lease and for messages. */
export interface Runner {
  /** `user@host`, with the CI job's URL where there is one. */
  readonly name: string;
  /** Unique for this run. */
  readonly id: string;
}
