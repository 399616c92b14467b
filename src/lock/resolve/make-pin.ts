import type { ChartArchive } from "../../outside/charts/chart-archives.ts";
import type { Pin } from "../lockfile.ts";
import type { WantedChart } from "../wanted-chart.ts";

export interface PinOrigin {
  /** As its source offers it. */
  readonly version: string;
  /** The pin that it takes the place of: of several who signed, its signer stays the one. */
  readonly before?: Pin | undefined;
}

/** What the lock says of a chart that was downloaded or packed. Folders, here or in git, have no archive of their own. */
export function makePin(wanted: WantedChart, archive: ChartArchive, { version, before }: PinOrigin): Pin {
  const { appVersion, kubeVersion } = archive.metadata;
  const { signers = [] } = archive;
  const signer = signers.find((name) => name === before?.signer) ?? signers[0];
  const isFolder = wanted.source.kind === "local" || wanted.source.kind === "git";
  return {
    chart: `${wanted.name ?? archive.metadata.name}@${version}`,
    ...(wanted.wants === undefined ? {} : { wants: wanted.wants }),
    source: wanted.canonical,
    ...(isFolder ? {} : { archive: archive.archive }),
    ...(archive.manifest === undefined ? {} : { manifest: archive.manifest }),
    ...(archive.commit === undefined ? {} : { commit: archive.commit }),
    content: archive.content,
    ...(appVersion === undefined ? {} : { appVersion }),
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
    ...(signer === undefined ? {} : { signer }),
  };
}
