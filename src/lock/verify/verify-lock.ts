import { readCanonicalSource } from "../../sources/canonical-source.ts";
import type { ChartSource, GitSource } from "../../sources/chart-source.ts";
import type { ChartArchive, ChartArchives } from "../../outside/charts/chart-archives.ts";
import { AddonsError } from "../../support/addons-error.ts";
import { mapLimit } from "../../support/limit.ts";
import { lookUpOnce, type ChartLookup } from "../resolve/chart-lookup.ts";
import { chartOfPin, type Lockfile, type Pin } from "../lockfile.ts";
import { pinKey, readPinKey, type PinPlace } from "../pin-key.ts";
import { archiveFindings, type Finding } from "./verify-archive.ts";
import { failureFinding } from "./verify-failure.ts";

export interface VerifyRequest {
  readonly lock: Lockfile;
  /** As the lock has them; all when left out. */
  readonly environments?: readonly string[];
  readonly addons?: readonly string[];
}

/** A pin as its source has it now, with everything that takes it. */
export interface VerifiedPin {
  readonly pin: Pin;
  /** Add-ons and environments, in the order of the lock. */
  readonly places: readonly (PinPlace & { readonly addon: string })[];
  readonly findings: readonly Finding[];
}

const AT_ONCE = 6;

/** Asks each source again for what is pinned: every distinct pin once, past the cache. Sorted as the lock is. */
export async function verifyLock(
  request: VerifyRequest,
  outside: { readonly charts: ChartArchives },
): Promise<readonly VerifiedPin[]> {
  const { charts } = outside;
  const lookup = lookUpOnce(charts);
  return await mapLimit(distinctPins(request), AT_ONCE, async ({ pin, places }) => ({
    pin,
    places,
    findings: await verifyPin(pin, { lookup, charts }),
  }));
}

/** Environments often share a pin; what differs only in its constraint has the same bytes. Subcharts are pins, too. */
function distinctPins({ lock, environments, addons }: VerifyRequest): readonly Omit<VerifiedPin, "findings">[] {
  const found = new Map<string, { readonly pin: Pin; readonly places: PlacedAddon[] }>();
  const add = (pin: Pin, place: PlacedAddon): void => {
    const { subcharts = [], wants: _wants, ...bytes } = pin;
    const identity = JSON.stringify(Object.entries(bytes).sort(([a], [b]) => (a < b ? -1 : 1)));
    const known = found.get(identity);
    if (!known) found.set(identity, { pin, places: [place] });
    else if (!known.places.some((other) => isSame(other, place))) known.places.push(place);
    for (const subchart of subcharts) add(subchart, place);
  };
  for (const [addon, pins] of Object.entries(lock.addons)) {
    if (addons !== undefined && !addons.includes(addon)) continue;
    for (const [key, pin] of Object.entries(pins)) {
      const place = readPinKey(key);
      if (environments === undefined || environments.includes(place.environment)) add(pin, { addon, ...place });
    }
  }
  return [...found.values()];
}

type PlacedAddon = VerifiedPin["places"][number];

function isSame(left: PlacedAddon, right: PlacedAddon): boolean {
  return left.addon === right.addon && pinKey(left) === pinKey(right);
}

interface VerifyOutside {
  readonly lookup: ChartLookup;
  readonly charts: ChartArchives;
}

async function verifyPin(pin: Pin, outside: VerifyOutside): Promise<readonly Finding[]> {
  const { name } = chartOfPin(pin);
  const source = readCanonicalSource(pin.source, name);
  try {
    if (source.kind === "local") return await verifyFolder(pin, outside);
    if (source.kind === "git") return await verifyCommit(pin, source, outside);
    return await verifyVersion(pin, source, outside);
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    return [await failureFinding(pin, error, outside.charts)];
  }
}

async function verifyVersion(pin: Pin, source: ChartSource, outside: VerifyOutside): Promise<readonly Finding[]> {
  const { version } = chartOfPin(pin);
  const archive = await outside.lookup.download(source, version);
  const offers = source.kind === "http" ? await outside.lookup.versions(source) : [];
  const offered = offers.filter((offer) => offer.version === version);
  return [...(await compared(pin, archive, outside)), ...offerFindings(pin, archive, offered)];
}

async function compared(pin: Pin, archive: ChartArchive, { charts }: VerifyOutside): Promise<readonly Finding[]> {
  const files = pin.content === archive.content ? undefined : await charts.changedFiles(pin, archive);
  const rule = await charts.signerRule(readCanonicalSource(pin.source, chartOfPin(pin).name));
  const signatures = rule.verify === "off" ? "not-looked-for" : "looked-for";
  return archiveFindings(pin, archive, { signatures, ...(files === undefined ? {} : { files }) });
}

/** What the index says, where the bytes are well. */
function offerFindings(
  pin: Pin,
  archive: ChartArchive,
  offered: readonly { readonly deprecated: boolean; readonly digest?: string }[],
): readonly Finding[] {
  const findings: Finding[] = [];
  const wrong = offered.flatMap(({ digest }) => (digest === undefined || digest === archive.archive ? [] : [digest]));
  const digests = new Set(offered.map(({ digest }) => digest));
  if (digests.size > 1) {
    const message = `is listed ${offered.length} times, with different digests: ${[...digests].join(", ")}`;
    findings.push({ kind: "listed-twice", message, hint: "tell the chart's maintainers; the first one is taken" });
  } else if (wrong.length > 0) {
    const message = `the index promises ${wrong.join(", ")}, the archive has ${archive.archive}`;
    findings.push({
      kind: "false-promise",
      message,
      hint: "tell the chart's maintainers; charts/sources.yaml lets it pass",
    });
  }
  if (offered.some(({ deprecated }) => deprecated)) {
    const hint = `it still works; look for what its maintainers recommend instead of ${chartOfPin(pin).name}`;
    findings.push({ kind: "deprecated", message: "is marked as deprecated by its maintainers", hint });
  }
  return findings;
}

/** A folder of the project as it is now; one that an environment holds back is read from its commit. */
async function verifyFolder(pin: Pin, { charts, lookup }: VerifyOutside): Promise<readonly Finding[]> {
  if (pin.commit !== undefined) {
    await charts.pinned(pin);
    return [];
  }
  const { content, metadata } = await lookup.download(readCanonicalSource(pin.source, chartOfPin(pin).name), "");
  if (content === pin.content && `${metadata.name}@${metadata.version}` === pin.chart) return [];
  const message = `${pin.source} was changed since it was locked`;
  return [{ kind: "folder-changed", message, hint: "addons lock", has: pin.content, found: content }];
}

/** The commit has the bytes; branch or tag only tell whether there is something newer. */
async function verifyCommit(pin: Pin, source: GitSource, outside: VerifyOutside): Promise<readonly Finding[]> {
  const { version } = chartOfPin(pin);
  const { commit } = pin;
  const pinned = commit === undefined ? source : { ...source, ref: commit };
  const findings = await compared(pin, await outside.lookup.download(pinned, version), outside);
  if (commit === undefined || source.ref === commit) return findings;
  const moved = await movedRef({ pin, commit }, source, outside.lookup);
  return moved === undefined ? findings : [...findings, moved];
}

async function movedRef(
  { pin, commit }: { readonly pin: Pin; readonly commit: string },
  source: GitSource,
  lookup: ChartLookup,
): Promise<Finding | undefined> {
  const ref = source.ref ?? "the default branch";
  try {
    const now = await lookup.download(source, chartOfPin(pin).version);
    if (now.commit === undefined || now.commit === commit) return undefined;
    const kind = now.refKind === "tag" ? "moved-tag" : "moved-branch";
    const same = now.content === pin.content ? "with the same chart" : "with another chart";
    const message = `${ref} has moved to another commit, ${same}`;
    const hint = "see what was committed in between; to take it: addons lock --update NAME";
    return { kind, message, hint, has: commit, found: now.commit };
  } catch (error) {
    if (!(error instanceof AddonsError) || error.code !== "CHART-GIT-REF") throw error;
    const hint = "the pinned commit is there and is what is installed; name another ref in the manifest";
    return { kind: "ref-gone", message: `${ref} is not in the repository any more`, hint, has: commit };
  }
}
