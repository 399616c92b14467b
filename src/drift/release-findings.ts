import type { DesiredRelease } from "../desired/desired-release.ts";
import type { ReleaseRecord, RevisionSummary } from "../release/release-record.ts";
import { isoTime } from "../support/iso-time.ts";
import type { Finding, FindingCode, Forecast } from "./finding.ts";
import type { ForecastContext } from "./forecast.ts";
import { hidesPointer, knownSecrets, maskValue } from "./hide-values.ts";
import { makeFinding } from "./make-finding.ts";
import { valueDifferences } from "./value-differences.ts";

/** One release as its records tell it. */
export interface ReleaseLook {
  readonly desired: DesiredRelease;
  /** Newest revision; absent when there is none. */
  readonly latest?: RevisionSummary;
  /** Content of the newest revision, when it could be read. */
  readonly record?: ReleaseRecord;
}

/** What the records say: missing, failed, cut short, made by hand, or behind the manifest. */
export function releaseFindings(look: ReleaseLook): readonly Finding[] {
  const { desired, latest } = look;
  if (latest === undefined || latest.status === "uninstalled") return [missing(look)];
  if (isForeign(desired, latest)) return [foreign(desired, latest)];
  return [...statusFindings(look, latest), ...handFindings(look, latest), ...behindFindings(desired, latest)];
}

/** What plain sync does to a release in this state (design: records decide, live objects are not looked at). */
export function syncOutlook({ desired, latest }: ReleaseLook): ForecastContext["release"] {
  if (latest === undefined || latest.status === "uninstalled") return "upgrades";
  if (isForeign(desired, latest)) return "refuses";
  const own = madeBySync(latest);
  if (isPending(latest)) return own ? "upgrades" : "refuses";
  const inStep = latest.status === "deployed" && own && latest.marks.pin?.hash === desired.hash;
  return inStep ? "in-step" : "upgrades";
}

/** A release of this environment that the manifest no longer declares: only told, `sync --prune` removes it. */
export function undeclaredFinding(latest: RevisionSummary): Finding {
  const place = { addon: latest.marks.addon ?? latest.release, release: latest.release, namespace: latest.namespace };
  return makeFinding(place, {
    code: "REL009",
    severity: "info",
    message: "the release is marked as this environment's and is no longer declared",
    owners: [],
    forecast: { sync: "keeps", repair: "keeps" },
  });
}

const UPGRADES: Forecast = { sync: "upgrades", repair: "upgrades" };
const REFUSES: Forecast = { sync: "refuses", repair: "refuses" };

function missing({ desired, latest }: ReleaseLook): Finding {
  const message = latest === undefined ? "the release is missing" : "the release was uninstalled, its history kept";
  return about(desired, "REL001", { message, forecast: { sync: "recreates", repair: "recreates" } });
}

function foreign(desired: DesiredRelease, latest: RevisionSummary): Finding {
  const of =
    latest.marks.environment === undefined
      ? "sync did not make it"
      : `it belongs to environment ${latest.marks.environment}`;
  return about(desired, "REL008", { message: `a release of this name exists, and ${of}`, forecast: REFUSES });
}

function statusFindings({ desired, record }: ReleaseLook, latest: RevisionSummary): readonly Finding[] {
  const why = record === undefined || record.description === "" ? "" : `: ${record.description}`;
  if (isPending(latest)) {
    const since = latest.modifiedAt === undefined ? "" : ` since ${isoTime(latest.modifiedAt * 1000)}`;
    const message = `revision ${latest.revision} is ${latest.status}${since}: a Helm operation runs or was cut short`;
    return [about(desired, "REL006", { message, forecast: madeBySync(latest) ? UPGRADES : REFUSES })];
  }
  if (latest.status === "deployed") return [];
  return [
    about(desired, "REL005", { message: `revision ${latest.revision} is ${latest.status}${why}`, forecast: UPGRADES }),
  ];
}

function handFindings(look: ReleaseLook, latest: RevisionSummary): readonly Finding[] {
  if (isPending(latest)) return [];
  const own = madeBySync(latest);
  const values = own && latest.marks.pin?.hash !== look.desired.hash ? [] : valueFindings(look);
  if (own) return values;
  const target = /^Rollback to (\d+)/.exec(look.record?.description ?? "")?.[1];
  const what = target === undefined ? "not made by sync" : `a rollback to revision ${target}, made by hand`;
  const code = target === undefined ? "REL008" : "REL007";
  return [
    about(look.desired, code, { message: `revision ${latest.revision} is ${what}`, forecast: UPGRADES }),
    ...values,
  ];
}

function valueFindings({ desired, record }: ReleaseLook): readonly Finding[] {
  if (record === undefined) return [];
  const declared = desired.addon.values;
  const secrets = knownSecrets([declared, record.values], []);
  return [...valueDifferences(declared, record.values)].map(({ pointer, expected, actual }) => {
    const hidden = hidesPointer(pointer);
    return makeFinding(placeOf(desired), {
      code: "REL004",
      severity: "drift",
      path: pointer,
      message: `the value ${pointer} was changed by hand`,
      ...(!hidden && expected !== undefined && { expected: maskValue(expected, secrets) }),
      ...(!hidden && actual !== undefined && { actual: maskValue(actual, secrets) }),
      owners: [],
      forecast: UPGRADES,
    });
  });
}

function behindFindings(desired: DesiredRelease, latest: RevisionSummary): readonly Finding[] {
  const hash = latest.marks.pin?.hash;
  if (hash === undefined || hash === desired.hash) return [];
  const message = "the declared state changed since the last sync";
  return [about(desired, "REL010", { message, forecast: UPGRADES })];
}

function about(desired: DesiredRelease, code: FindingCode, said: Pick<Finding, "message" | "forecast">): Finding {
  return makeFinding(placeOf(desired), { code, severity: "drift", owners: [], ...said });
}

export function placeOf({ addon }: DesiredRelease) {
  return { addon: addon.name, release: addon.release, namespace: addon.namespace };
}

function isForeign(desired: DesiredRelease, latest: RevisionSummary): boolean {
  return latest.marks.environment !== desired.environment;
}

function madeBySync(latest: RevisionSummary): boolean {
  return latest.marks.pin?.revision === latest.revision;
}

function isPending(latest: RevisionSummary): boolean {
  return latest.status.startsWith("pending-") || latest.status === "uninstalling";
}
