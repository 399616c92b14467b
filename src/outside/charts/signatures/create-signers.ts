import type { ChartSource } from "../../../sources/chart-source.ts";
import type { SourceSettings } from "../../../sources/source-settings.ts";
import { once } from "../../../support/once.ts";
import type { Processes } from "../../process/processes.ts";
import type { ChartArchive } from "../chart-archives.ts";
import type { OfferedChart } from "./check-signatures.ts";
import type { OpenedSignatures } from "./open-signatures.ts";
import { NO_RULE, signedSource, type SignerRule } from "./signer-rules.ts";

export interface SignersOptions {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings?: () => Promise<readonly SourceSettings[]>;
  readonly processes?: () => Promise<Processes>;
}

/** Signatures where charts/sources.yaml asks for them; elsewhere nothing of this is loaded, read or requested. */
export interface Signers {
  /** The archive with its signers. Throws AddonsError CHART-SIGNATURE or CHART-UNSIGNED, kind refused. */
  withSigner(offered: OfferedChart, archive: ChartArchive): Promise<ChartArchive>;
  rule(source: ChartSource): Promise<SignerRule>;
}

export function createSigners(
  { root, env, settings, processes }: SignersOptions,
  outside: Pick<OpenedSignatures, "reader" | "repository" | "progress">,
): Signers {
  const known = once(async () => (await settings?.()) ?? []);
  const opened = once(async () => {
    const { openSignatures } = await import("./open-signatures.ts");
    return openSignatures({ root, env, settings: known, ...outside, ...(processes && { processes }) });
  });
  const asks = async (source: ChartSource): Promise<boolean> => signedSource(source, await known()) !== undefined;
  return {
    async withSigner(offered, archive) {
      if (!(await asks(offered.source))) return archive;
      const signers = await (await opened()).signersOf(offered, archive);
      return signers.length === 0 ? archive : { ...archive, signers };
    },
    rule: async (source) => ((await asks(source)) ? await (await opened()).ruleFor(source) : NO_RULE),
  };
}
