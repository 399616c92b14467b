import { canonicalSource } from "../../../sources/canonical-source.ts";
import type { ChartSource } from "../../../sources/chart-source.ts";
import { settingsFor, type SourceSettings, type VerifyPolicy } from "../../../sources/source-settings.ts";

/** What charts/sources.yaml demands of the charts of one source. */
export interface SignerRule {
  readonly verify: VerifyPolicy;
  /** Those who may sign, as `Pin.signer` says them; empty while `verify` is off. */
  readonly allowed: readonly string[];
}

export const NO_RULE: SignerRule = { verify: "off", allowed: [] };

/** The entry that asks for signatures of this source; undefined when none does. */
export function signedSource(source: ChartSource, all: readonly SourceSettings[]): SourceSettings | undefined {
  const settings = settingsFor(canonicalSource(source), all);
  return settings?.verify === "off" ? undefined : settings;
}
