import type { SignerRule } from "../../outside/charts/signatures/signer-rules.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Pin } from "../lockfile.ts";

/** What is wrong with the signer of a pin under charts/sources.yaml as it is now; undefined when nothing is. */
export function signerFault(pin: Pin, { verify, allowed }: SignerRule): "missing" | "not-allowed" | undefined {
  if (verify === "off") return undefined;
  if (pin.signer === undefined) return verify === "required" ? "missing" : undefined;
  return allowed.includes(pin.signer) ? undefined : "not-allowed";
}

/**
 * A chart that had a signer keeps it: throws AddonsError LOCK-SIGNER-LOST or LOCK-SIGNER-CHANGED (refused) when what would be locked
 * instead has none or another. Another one of those who may sign is taken when the old one may not sign any more, which was reviewed with
 * charts/sources.yaml.
 */
export function assertSameSigner(before: Pin | undefined, after: Pin, { verify, allowed }: SignerRule): void {
  const signer = before?.signer;
  if (signer === undefined || before?.source !== after.source || after.signer === signer) return;
  if (after.signer === undefined) {
    const found =
      verify === "off"
        ? `charts/sources.yaml asks for no signature of ${after.chart}`
        : `${after.chart} has no signature`;
    throw refused("LOCK-SIGNER-LOST", `${before.chart} was signed by ${signer}, and ${found}`);
  }
  if (!allowed.includes(signer)) return;
  throw refused(
    "LOCK-SIGNER-CHANGED",
    `${before.chart} was signed by ${signer}, and ${after.chart} is signed by ${after.signer}`,
  );
}

function refused(code: string, message: string): AddonsError {
  return new AddonsError(code, message, {
    kind: "refused",
    hint: "ask the chart's maintainers; when it is right, remove the pin from the lock and run `addons lock`, which asks charts/sources.yaml alone",
  });
}
