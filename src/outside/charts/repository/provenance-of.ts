import type { Transfer } from "../transfer/create-transfer.ts";
import { getResponse, readBody } from "../transfer/get-bytes.ts";
import { showUrl } from "../transfer/url.ts";
import { withRetries } from "../transfer/with-retries.ts";
import { TOO_LARGE, type ProvenanceFile } from "../signatures/provenance-file.ts";
import { MAX_SIGNATURE } from "../signatures/signed-manifest.ts";
import { authorizationFor } from "./authorization-for.ts";
import { addressesOf, type WantedEntry } from "./download-entry.ts";

/** Storage that does not list its files says 403 of those that it does not have. */
const ABSENT = [403, 404, 410];

/** The file beside the archive, `URL.prov`, from the first address that has one; undefined when none has. */
export async function provenanceOf(wanted: WantedEntry, outside: Transfer): Promise<ProvenanceFile | undefined> {
  for (const url of addressesOf(wanted)) {
    const file = await provenanceAt(besideArchive(url), wanted, outside);
    if (file !== undefined) return file;
  }
  return undefined;
}

function besideArchive(url: string): string {
  const beside = new URL(url);
  beside.pathname += ".prov";
  return beside.href;
}

async function provenanceAt(url: string, wanted: WantedEntry, outside: Transfer): Promise<ProvenanceFile | undefined> {
  const { repo, mirror, chart, entry } = wanted;
  const { policy, progress, transfers, credentials, client } = outside;
  const authorization = await authorizationFor(
    credentials,
    url,
    mirror === undefined ? [repo] : [repo, mirror.from, mirror.to],
  );
  const what = `provenance of ${chart} ${entry.version}`;
  const bytes = await withRetries(
    { what, policy, progress, shown: { from: showUrl(url), transfers } },
    async (attempt) => {
      const request = { url, headers: {}, ...(authorization === undefined ? {} : { authorization }) };
      const response = await getResponse(client, request, [200, ...ABSENT]);
      if (response.status === 200) return await readBody(response, { maxBytes: MAX_SIGNATURE, excess: "cut", attempt });
      response.body.destroy();
      attempt.absent();
      return undefined;
    },
  );
  // Some servers have a page for everything that they have not.
  if (bytes === undefined || /^\s*</.test(bytes.toString("latin1", 0, 100))) return undefined;
  return bytes.length > MAX_SIGNATURE ? TOO_LARGE : { kind: "file", bytes };
}
