import { describe, expect, test } from "vitest";
import type { ReleaseState } from "../../src/plan/release-state.ts";
import { stepFor } from "../../src/plan/step-for.ts";
import { addon, desired, finding, printPlan, revision } from "./samples.ts";

const latest = revision("web", 2);
const hand = (status: "pending-upgrade") => revision("web", 2, { status, pin: "r1-a" });

const TABLE: readonly (readonly [ReleaseState, string])[] = [
  [{ status: "absent" }, "web: install after db — not installed yet: web 1.0.0"],
  [{ status: "in-sync", latest }, "web: keep after db — revision 2 is what the manifest wants"],
  [{ status: "unconfirmed", latest }, "web: confirm after db — revision 2 was never seen ready"],
  [
    { status: "out-of-date", latest, because: "desired-changed", findings: [] },
    "web: upgrade after db — the declared state changed since revision 2",
  ],
  [
    { status: "out-of-date", latest, because: "changed-by-hand", findings: [finding()] },
    "web: upgrade after db — revision 2 was made by hand, not by sync, and 1 difference in live objects: Deployment web",
  ],
  [
    { status: "out-of-date", latest: revision("web", 3), because: "rolled-back", findings: [] },
    "web: upgrade after db — revision 2 failed and was rolled back: trying again",
  ],
  [
    { status: "drifted", latest, findings: [finding(), finding({ id: "f2", path: "/spec/paused" })] },
    "web: repair after db — 2 differences in live objects: Deployment web",
  ],
  [
    { status: "failed", latest: revision("web", 2, { status: "failed" }), findings: [] },
    "web: upgrade after db — revision 2 is failed: running it again",
  ],
  [
    { status: "pending", latest: revision("web", 2, { status: "pending-upgrade" }), owner: "us" },
    "web: recover after db — revision 2 is pending-upgrade from a sync that was cut short: running it again",
  ],
  [
    { status: "pending", latest: hand("pending-upgrade"), owner: "somebody" },
    "web: refuse after db — revision 2 is pending-upgrade and was not started by sync; last written 2026-11-20T18:54:37.000Z",
  ],
  [
    { status: "foreign", latest: revision("web", 1, { environment: undefined }) },
    "web: refuse after db — release web in apps was not made by sync",
  ],
  [
    { status: "foreign", latest: revision("web", 1, { environment: "prod" }) },
    "web: refuse after db — release web in apps belongs to environment prod",
  ],
  [
    { status: "unknown", reason: "revision 1 has no status that Helm knows" },
    "web: refuse after db — revision 1 has no status that Helm knows",
  ],
];

describe("stepFor", () => {
  test.each(TABLE)("%o", (state, expected) => {
    const step = stepFor(state, desired("web"), ["db"]);
    expect(printPlan({ steps: [step] })).toBe(expected);
  });

  test("every refusal says what to do", () => {
    const refusals = TABLE.map(([state]) => stepFor(state, desired("web"), [])).filter((step) => step.op === "refuse");
    expect(refusals.map((step) => step.hint.length > 20)).toEqual(refusals.map(() => true));
    expect(refusals).toHaveLength(4);
  });

  test("a foreign release is taken over when the add-on says so", () => {
    const adopting = desired(addon("web", { adopt: true }));
    const step = stepFor({ status: "foreign", latest: revision("web", 1, { environment: undefined }) }, adopting, []);
    expect(printPlan({ steps: [step] })).toBe(
      "web: upgrade — release web was not made by sync; taken over because of adopt: true",
    );
  });
});
