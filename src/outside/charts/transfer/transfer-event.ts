/** What happens to one download, as data: whoever shows it decides how. */
export type TransferEvent = Transfer &
  (
    | { readonly type: "transfer-started" }
    | { readonly type: "transfer-receiving"; readonly bytes: number; readonly total?: number }
    | { readonly type: "transfer-retrying"; readonly reason: string; readonly delayMs: number }
    | {
        readonly type: "transfer-finished";
        readonly bytes: number;
        readonly result: "received" | "unchanged" | "absent";
      }
    /** Its error tells why. */
    | { readonly type: "transfer-failed" }
  );

interface Transfer {
  /** `cert-manager 1.2.3`, `index`. */
  readonly what: string;
  /** Address without user, password and query. */
  readonly from: string;
  /** From 1. */
  readonly attempt: number;
}
