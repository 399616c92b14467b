import { describe, expect, it } from "vitest";
import { releaseFindings, type ReleaseLook, syncOutlook } from "../../src/drift/release-findings.ts";
import { desiredRelease, HASH, recordOf, revisionOf } from "./releases.ts";

const OTHER_HASH = HASH.replaceAll("0", "f");
const desired = desiredRelease();

function texts(look: Partial<ReleaseLook>): readonly string[] {
  return releaseFindings({ desired, ...look }).map(
    ({ code, message, forecast }) => `${code} ${message} (${forecast.sync}/${forecast.repair})`,
  );
}

describe("releaseFindings", () => {
  it.each<[string, Partial<ReleaseLook>, readonly string[], string]>([
    ["no revision", {}, ["REL001 the release is missing (recreates/recreates)"], "upgrades"],
    [
      "uninstalled with its history",
      { latest: revisionOf(2, { status: "uninstalled" }) },
      ["REL001 the release was uninstalled, its history kept (recreates/recreates)"],
      "upgrades",
    ],
    ["in step", { latest: revisionOf(2), record: recordOf(2) }, [], "in-step"],
    [
      "nobody's marks",
      { latest: revisionOf(2, { marks: {} }) },
      ["REL008 a release of this name exists, and sync did not make it (refuses/refuses)"],
      "refuses",
    ],
    [
      "another environment's marks",
      { latest: revisionOf(2, { marks: { environment: "prod" } }) },
      ["REL008 a release of this name exists, and it belongs to environment prod (refuses/refuses)"],
      "refuses",
    ],
    [
      "inherited marks",
      { latest: revisionOf(3, { marks: revisionOf(2).marks }), record: recordOf(3) },
      ["REL008 revision 3 is not made by sync (upgrades/upgrades)"],
      "upgrades",
    ],
    [
      "a rollback",
      { latest: revisionOf(3, { marks: revisionOf(1).marks }), record: recordOf(3, { description: "Rollback to 1" }) },
      ["REL007 revision 3 is a rollback to revision 1, made by hand (upgrades/upgrades)"],
      "upgrades",
    ],
    [
      "failed",
      { latest: revisionOf(2, { status: "failed" }), record: recordOf(2, { description: "timed out" }) },
      ["REL005 revision 2 is failed: timed out (upgrades/upgrades)"],
      "upgrades",
    ],
    [
      "cut short by us",
      { latest: revisionOf(2, { status: "pending-upgrade", modifiedAt: 1_795_000_000 }) },
      [
        "REL006 revision 2 is pending-upgrade since 2026-11-18T11:06:40.000Z: a Helm operation runs or was cut short (upgrades/upgrades)",
      ],
      "upgrades",
    ],
    [
      "cut short by somebody",
      { latest: revisionOf(3, { status: "pending-rollback", marks: revisionOf(2).marks }) },
      ["REL006 revision 3 is pending-rollback: a Helm operation runs or was cut short (refuses/refuses)"],
      "refuses",
    ],
    [
      "behind the manifest",
      {
        latest: revisionOf(2, { marks: { ...revisionOf(2).marks, pin: { revision: 2, hash: OTHER_HASH } } }),
        record: recordOf(2, { values: { level: "old" } }),
      },
      ["REL010 the declared state changed since the last sync (upgrades/upgrades)"],
      "upgrades",
    ],
  ])("%s", (...[, look, expected, outlook]) => {
    expect(texts(look)).toEqual(expected);
    expect(syncOutlook({ desired, ...look })).toBe(outlook);
  });

  it("shows changed values, secret ones by their path alone", () => {
    const values = { level: "info", auth: { password: "hunter22" }, args: ["--key=hunter22"] };
    const actual = { level: "debug", auth: { password: "other-secret" }, args: ["--key=other-secret"], extra: 1 };
    const found = releaseFindings({
      desired: desiredRelease({ values }),
      latest: revisionOf(3, { marks: revisionOf(2).marks }),
      record: recordOf(3, { values: actual }),
    });
    expect(found.map(({ code, path, expected, actual: live }) => [code, path, expected, live])).toEqual([
      ["REL008", undefined, undefined, undefined],
      ["REL004", "/args", ["(hidden)"], ["(hidden)"]],
      ["REL004", "/auth/password", undefined, undefined],
      ["REL004", "/extra", undefined, 1],
      ["REL004", "/level", "info", "debug"],
    ]);
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
  });
});
