import { verifyImages } from "../../images/verify-images.ts";
import { assertKnownAddons } from "../../lock/resolve/assert-known-addons.ts";
import { brokenLock } from "../../lock/staleness/check-lock.ts";
import { LOCK_FILE, type Lockfile } from "../../lock/lockfile.ts";
import { readPinKey } from "../../lock/pin-key.ts";
import { readLock } from "../../lock/text/read-lock.ts";
import { classifyFinding, findingProblem, outcomeOf, type PinPosition } from "../../lock/verify/verify-problems.ts";
import { verifyLock } from "../../lock/verify/verify-lock.ts";
import type { LockDocument } from "../../report/lock-document.ts";
import { AddonsError } from "../../support/addons-error.ts";
import { nearest } from "../../support/nearest.ts";
import { readYamlSource } from "../../support/yaml-source.ts";
import type { Outside } from "../outside.ts";
import type { LockInvocation, LockOutcome } from "./lock-run.ts";

/** `addons lock --verify`: the lock against the sources. The manifest is not read: what is pinned is asked for. */
export async function verifiedLock({ flags, operands }: LockInvocation, outside: Outside): Promise<LockOutcome> {
  const { lock, text } = await soundLock(outside);
  const pins = Object.entries(lock.addons).flatMap(([addon, keys]) =>
    Object.keys(keys).map((key) => ({ addon, ...readPinKey(key) })),
  );
  assertKnownEnvironments(flags.env, new Set(pins.map(({ environment }) => environment)));
  const chosen = pins.filter(({ environment }) => flags.env.length === 0 || flags.env.includes(environment));
  assertKnownAddons(operands, chosen);
  const request = {
    lock,
    ...(flags.env.length === 0 ? {} : { environments: flags.env }),
    ...(operands.length === 0 ? {} : { addons: operands }),
  };
  const ofCharts = await verifyLock(request, { charts: await outside.charts() });
  const verified = await verifyImages(ofCharts, () => outside.images());
  const positionOf = positionsIn(text);
  const records = verified.map(({ pin: { chart, source }, places, findings }) => ({
    chart,
    source,
    places,
    findings: findings.map((finding) => classifyFinding({ places }, finding, positionOf)),
  }));
  const result = RESULTS[outcomeOf(verified)];
  return {
    document: { formatVersion: 1, result, changes: [], stale: [], notes: [], verified: records },
    problems: records.flatMap((record) => record.findings.map((finding) => findingProblem(record, finding))),
  };
}

const RESULTS = {
  done: "verified",
  differences: "different",
  incomplete: "incomplete",
  refused: "refused",
} as const satisfies Readonly<Record<ReturnType<typeof outcomeOf>, LockDocument["result"]>>;

/** Pins of a text that was formatted by hand are pins, too. */
async function soundLock(outside: Outside): Promise<{ readonly lock: Lockfile; readonly text: string }> {
  const read = await readLock(await outside.files());
  if (read.kind === "read") return read;
  if (read.kind === "broken" && read.salvage) return read.salvage;
  if (read.kind === "broken") throw brokenLock(read.problems);
  const message = `there is no ${LOCK_FILE}, so nothing can be verified`;
  throw new AddonsError("LOCK-MISSING", message, { kind: "stale", hint: "addons lock" });
}

function positionsIn(text: string): PinPosition {
  const read = readYamlSource(text, LOCK_FILE);
  return (addon, key) => (read.kind === "read" ? read.source.at(["addons", addon, key], "key") : undefined);
}

function assertKnownEnvironments(names: readonly string[], known: ReadonlySet<string>): void {
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  throw new AddonsError("LOCK-UNKNOWN-ENVIRONMENT", `the lock has no environment ${JSON.stringify(unknown)}`, {
    kind: "usage",
    hint: near === undefined ? `it has ${[...known].sort().join(", ")}` : `did you mean ${near}?`,
  });
}
