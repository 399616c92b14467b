import {
  transferLines,
  transferRecords,
  transferStatus,
  type TransferView,
} from "../../report/transfers/transfer-view.ts";
import type { Invocation } from "../command.ts";

/** How downloads are shown: JSON records, one redrawn line on a terminal, or lines everywhere else. */
export function showTransfers({ voice, surroundings }: Pick<Invocation, "voice" | "surroundings">): TransferView {
  const now = (): number => surroundings.now();
  if (voice.log === "json") {
    return transferRecords(
      (content) => voice.record(content),
      () => new Date(now()).toISOString(),
    );
  }
  const say = (line: string): void => voice.progress(line);
  if (!voice.redraws) return transferLines(say);
  return transferStatus({ say, status: (line) => voice.status(line), now });
}
