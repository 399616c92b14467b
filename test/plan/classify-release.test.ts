import { describe, expect, test } from "vitest";
import { classifyRelease, type ReleaseLook } from "../../src/plan/classify-release.ts";
import type { ReleaseState } from "../../src/plan/release-state.ts";
import { addon, desired, finding, revision } from "./samples.ts";

const rolledBack = addon("web", { onFailure: "rollback" });

const TABLE: readonly (readonly [string, Partial<ReleaseLook>, string])[] = [
  ["no record", { revisions: [] }, "absent"],
  ["uninstalled with history kept", { revisions: [revision("web", 3, { status: "uninstalled" })] }, "absent"],
  ["our revision, same hash", { revisions: [revision("web", 1)] }, "in-sync"],
  [
    "order of revisions does not matter",
    { revisions: [revision("web", 2), revision("web", 1, { pin: "r1-b" })] },
    "in-sync",
  ],
  ["never seen ready", { revisions: [revision("web", 1, { ready: undefined })] }, "unconfirmed"],
  ["the mark is that of an earlier revision", { revisions: [revision("web", 3, { ready: 2 })] }, "unconfirmed"],
  [
    "never seen ready, and the manifest moved on",
    { revisions: [revision("web", 1, { pin: "r1-b", ready: undefined })] },
    "out-of-date desired-changed",
  ],
  [
    "never seen ready, and live objects differ",
    { revisions: [revision("web", 1, { ready: undefined })], findings: [finding()] },
    "drifted 1",
  ],
  ["failed after it was seen ready", { revisions: [revision("web", 1, { status: "failed" })] }, "failed"],
  ["another hash", { revisions: [revision("web", 1, { pin: "r1-b" })] }, "out-of-date desired-changed"],
  [
    "manual upgrade inherits the label",
    { revisions: [revision("web", 2, { pin: "r1-a" })] },
    "out-of-date changed-by-hand",
  ],
  [
    "manual rollback copies the label",
    { revisions: [revision("web", 4, { pin: "r2-a" })] },
    "out-of-date changed-by-hand",
  ],
  ["pin removed", { revisions: [revision("web", 1, { pin: "none" })] }, "out-of-date changed-by-hand"],
  ["failed", { revisions: [revision("web", 1), revision("web", 2, { status: "failed" })] }, "failed"],
  ["newest record deleted", { revisions: [revision("web", 1, { status: "superseded" })] }, "failed"],
  ["no known status", { revisions: [revision("web", 1, { status: "unknown" })] }, "unknown"],
  ["our install, cut short", { revisions: [revision("web", 1, { status: "pending-install" })] }, "pending us"],
  ["our upgrade, cut short", { revisions: [revision("web", 2, { status: "pending-upgrade" })] }, "pending us"],
  ["our uninstall, cut short", { revisions: [revision("web", 2, { status: "uninstalling" })] }, "pending us"],
  [
    "manual upgrade, running",
    { revisions: [revision("web", 2, { status: "pending-upgrade", pin: "r1-a" })] },
    "pending somebody",
  ],
  [
    "another environment's upgrade, running",
    { revisions: [revision("web", 2, { status: "pending-upgrade", environment: "prod" })] },
    "pending somebody",
  ],
  [
    "manual rollback, running",
    { revisions: [revision("web", 3, { status: "pending-rollback", pin: "r1-a" })] },
    "pending somebody",
  ],
  [
    "Helm's rollback of our failed upgrade",
    {
      desired: desired(rolledBack),
      revisions: [
        revision("web", 2, { status: "failed" }),
        revision("web", 3, { status: "pending-rollback", pin: "r1-a" }),
      ],
    },
    "pending us",
  ],
  [
    "Helm has rolled our failed upgrade back",
    {
      desired: desired(rolledBack),
      revisions: [revision("web", 2, { status: "failed" }), revision("web", 3, { pin: "r1-a" })],
    },
    "out-of-date rolled-back",
  ],
  ["foreign", { revisions: [revision("web", 1, { environment: undefined, pin: "none" })] }, "foreign"],
  ["another environment's", { revisions: [revision("web", 1, { environment: "prod" })] }, "foreign"],
  ["foreign and failed", { revisions: [revision("web", 1, { environment: undefined, status: "failed" })] }, "foreign"],
  ["live objects differ", { revisions: [revision("web", 1)], findings: [finding()] }, "drifted 1"],
  ["only information", { revisions: [revision("web", 1)], findings: [finding({ severity: "info" })] }, "in-sync"],
  [
    "record findings are no live differences",
    { revisions: [revision("web", 1)], findings: [finding({ code: "REL004" })] },
    "in-sync",
  ],
  [
    "what no repair can undo stays for drift to tell",
    {
      revisions: [revision("web", 1)],
      findings: [finding({ code: "OBJ009", forecast: { sync: "keeps", repair: "refuses" } })],
    },
    "in-sync",
  ],
  [
    "out of date and drifted",
    { revisions: [revision("web", 1, { pin: "r1-b" })], findings: [finding(), finding({ id: "f2" })] },
    "out-of-date desired-changed 2",
  ],
];

describe("classifyRelease", () => {
  test.each(TABLE)("%s", (_name, look, expected) => {
    const state = classifyRelease({ desired: desired("web"), revisions: [], findings: [], ...look });
    expect(print(state)).toBe(expected);
  });
});

function print(state: ReleaseState): string {
  const parts: unknown[] = [state.status];
  if (state.status === "out-of-date") parts.push(state.because);
  if (state.status === "pending") parts.push(state.owner);
  if ("findings" in state && state.findings.length > 0) parts.push(state.findings.length);
  return parts.join(" ");
}
