import type { TransferEvent } from "./transfer-event.ts";

/** Tells start and end of a download whose pieces nobody counts; undefined: there was nothing. */
export async function toldTransfer<Bytes extends Uint8Array | undefined>(
  transfers: (event: TransferEvent) => void,
  { what, from }: { readonly what: string; readonly from: string },
  get: () => Promise<Bytes>,
): Promise<Bytes> {
  const transfer = { what, from, attempt: 1 };
  transfers({ type: "transfer-started", ...transfer });
  try {
    const bytes = await get();
    if (bytes === undefined) transfers({ type: "transfer-failed", ...transfer });
    else transfers({ type: "transfer-finished", bytes: bytes.length, result: "received", ...transfer });
    return bytes;
  } catch (error) {
    transfers({ type: "transfer-failed", ...transfer });
    throw error;
  }
}
