import type { SourceSettings } from "../../../sources/source-settings.ts";
import { checkProvenance } from "../../helm/check-provenance.ts";
import type { Processes } from "../../process/processes.ts";
import type { RegistryReader } from "../registry/registry-reader.ts";
import type { Repository } from "../repository/create-repository.ts";
import { createSignatures, type Signatures } from "./check-signatures.ts";

export interface OpenedSignatures {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings: () => Promise<readonly SourceSettings[]>;
  readonly processes?: () => Promise<Processes>;
  readonly reader: RegistryReader;
  readonly repository: Repository;
  readonly progress: (message: string) => void;
}

/** Signatures with the real repositories, registries and helm; loaded when charts/sources.yaml asks for some. */
export function openSignatures(opened: OpenedSignatures): Signatures {
  const { root, env, settings, processes = ownProcesses, reader, repository, progress } = opened;
  return createSignatures({
    root,
    settings,
    reader,
    progress,
    helm: (request) => checkProvenance({ processes, env }, request),
    async provenance({ source, mirror }, version) {
      if (source.kind !== "http") return undefined;
      const from = { repo: source.repo, chart: source.name, indexDigest: "warn", ...(mirror && { mirror }) } as const;
      return await repository.provenance(version, from);
    },
  });
}

async function ownProcesses(): Promise<Processes> {
  return (await import("../../process/run-processes.ts")).createProcesses();
}
