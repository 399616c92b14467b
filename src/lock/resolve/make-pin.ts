import type { ChartArchive } from "../../outside/charts/chart-archives.ts";
import type { Pin } from "../lockfile.ts";
import type { WantedChart } from "../wanted-chart.ts";

/** What the lock says of a chart that was downloaded or packed. Folders, here or in git, have no archive of their own. */
export function makePin(wanted: WantedChart, archive: ChartArchive, version: string): Pin {
  const { appVersion, kubeVersion } = archive.metadata;
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
    ...(archive.signer === undefined ? {} : { signer: archive.signer }),
  };
}
