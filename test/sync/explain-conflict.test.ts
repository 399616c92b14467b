import { describe, expect, test } from "vitest";
import { explainConflict } from "../../src/sync/explain-conflict.ts";
import { AddonsError } from "../../src/support/addons-error.ts";
import { addon } from "../plan/samples.ts";

const HINT = "addons sync --repair first";
const clock = { now: () => Date.UTC(2026, 10, 20) };
const rule = { kind: "Deployment", name: "web*", paths: ["/spec/replicas"], reason: "people scale it" };

/** As Helm 4 says it, for one field and for several. */
function conflict(fields: readonly string[], object = "apps/web-1 apps/v1, Kind=Deployment"): string {
  const start = `helm upgrade of web was refused: conflict occurred while applying object ${object}: Apply failed with`;
  if (fields.length === 1) return `${start} 1 conflict: conflict with "kubectl" with subresource "scale": ${fields[0]}`;
  return `${start} ${fields.length} conflicts: conflicts with "kubectl" using apps/v1:\n${fields.map((it) => `- ${it}`).join("\n")}`;
}

function hintFor(message: string, rules: readonly object[], code = "HELM-CONFLICT"): string | undefined {
  const error = new AddonsError(code, message, { kind: "failed", hint: HINT });
  const told = explainConflict(error, addon("web", { driftIgnore: rules as [] }), clock) as AddonsError;
  expect([told.code, told.message, told.kind]).toEqual([code, message, "failed"]);
  return told.hint;
}

describe("the hint after a field conflict", () => {
  test("says that a covered field is the chart's or the rule's matter", () => {
    expect(hintFor(conflict([".spec.replicas"]), [rule])).toBe(
      "drift.ignore covers .spec.replicas: let the chart not set this field, or remove the rule",
    );
    expect(hintFor(conflict([".spec.replicas", ".spec.paused"]), [{ ...rule, paths: ["/spec/*"] }])).toBe(
      "drift.ignore covers .spec.replicas, .spec.paused: let the chart not set these fields, or remove the rules",
    );
  });

  test.each([
    ["list elements", '.spec.template.spec.containers[name="app"].image', "/spec/template/spec/containers/*/image"],
    ["keys with dots", ".metadata.annotations.a.example.com/b", "/metadata/annotations/a.example.com~1b"],
    ["data", ".data.app.yaml", "/data/app.yaml"],
  ])("knows %s", (_what, field, path) => {
    expect(hintFor(conflict([field]), [{ ...rule, paths: [path] }])).toContain(`drift.ignore covers ${field}:`);
    expect(hintFor(conflict([field]), [{ ...rule, paths: [`${path}x`] }])).toBe(HINT);
  });

  test("stays as it is for what no rule covers", () => {
    expect(hintFor(conflict([".spec.replicas"]), [])).toBe(HINT);
    expect(hintFor(conflict([".spec.paused"]), [rule])).toBe(HINT);
    expect(hintFor(conflict([".spec.replicas"], "apps/db apps/v1, Kind=Deployment"), [rule])).toBe(HINT);
    expect(hintFor(conflict([".spec.replicas"], "apps/web-1 apps/v1, Kind=StatefulSet"), [rule])).toBe(HINT);
    expect(hintFor(conflict([".spec.replicas"]), [{ ...rule, expires: "2026-11-19" }])).toBe(HINT);
    expect(hintFor(conflict([".spec.replicas"]), [rule], "HELM-FAILED")).toBe(HINT);
  });
});
