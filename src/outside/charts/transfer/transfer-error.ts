/** Why one attempt to get something failed; becomes an AddonsError when no attempt is left. */
export class TransferError extends Error {
  override readonly name = "TransferError";
  readonly retry: "never" | "yes";
  readonly status: number | undefined;
  /** The server's wish, from Retry-After. */
  readonly retryAfterMs: number | undefined;
  /** What to do, when this failure knows it better than its status does. */
  readonly hint: string | undefined;
  /** The host (`host[:port]`) that gave no answer at all; undefined when it did. */
  readonly silent: string | undefined;

  constructor(message: string, details: TransferErrorDetails) {
    super(message, { cause: details.cause });
    this.retry = details.retry;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.hint = details.hint;
    this.silent = details.silent;
  }
}

export interface TransferErrorDetails {
  readonly retry: "never" | "yes";
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly hint?: string;
  readonly silent?: string;
  readonly cause?: unknown;
}
