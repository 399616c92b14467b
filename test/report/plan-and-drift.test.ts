import { describe, expect, it } from "vitest";
import { createColours, PLAIN } from "../../src/report/colours.ts";
import { driftText } from "../../src/report/drift.ts";
import { planFooter, planText } from "../../src/report/plan.ts";
import { CANARY, DRIFT, FINDING, NOW, PLAN } from "./samples.ts";

// oxlint-disable-next-line no-control-regex -- that is what must not be there
const ESCAPE = /\u001b/;

describe("planText", () => {
  it("says every step with its reason, and what stays in one line", () => {
    const differences = [
      {
        addon: "logging",
        changed: [{ what: "chart" as const, from: "logging@1.1.0", to: "logging@1.2.0" }, { what: "values" as const }],
        rights: ["ClusterRole logging allows get on secrets", "DaemonSet agent runs privileged"],
        objects: [
          {
            object: { apiVersion: "v1", kind: "ConfigMap", namespace: "platform", name: "agent" },
            change: "changed" as const,
            lines: [
              { kind: "same" as const, text: "data:" },
              { kind: "removed" as const, text: "  level: info" },
              { kind: "added" as const, text: "  level: debug" },
              { kind: "gap" as const, text: "" },
            ],
          },
          { object: { apiVersion: "v1", kind: "Service", name: "agent" }, change: "removed" as const, lines: [] },
        ],
      },
      {
        addon: "dns",
        changed: [],
        rights: [],
        objects: [{ object: { apiVersion: "v1", kind: "Service", name: "dns" }, change: "added" as const, lines: [] }],
      },
    ];

    expect(planText(PLAN, { colours: PLAIN, now: NOW, differences })).toMatchInlineSnapshot(`
      "dev · local: 1 refused, 1 to install, 1 to upgrade, 1 to repair, 1 to confirm, 1 to uninstall, 1 unchanged

        + install   dns dns@1.2.0 (platform/dns)
            not installed yet: dns 1.2.0
            after ingress
            1 object:
              + Service dns

        ~ repair    ingress ingress@1.2.0 (platform/ingress)
            1 difference in live objects
            Deployment platform/controller
              OBJ002  spec.replicas differs
                      declared 1, found 5
                      by kubectl-edit (a person's tool), 5 minutes ago (2026-11-20 17:55:00 UTC)

        ~ upgrade   logging logging@1.2.0 (platform/logging)
            the declared state changed since revision 4
            changed: chart logging@1.1.0 → logging@1.2.0, values
            new rights:
              ClusterRole logging allows get on secrets
              DaemonSet agent runs privileged
            ~ ConfigMap platform/agent
                  data:
                -   level: info
                +   level: debug
                …
            - Service agent goes away

        = confirm   mesh mesh@1.2.0 (platform/mesh)
            revision 4 was never seen ready
            after dns

        - uninstall old (platform/old)
            no longer declared

        ! refuse    velero (platform/velero)
            somebody else's release
            → next: adopt: true

        = unchanged: certs

        no longer declared, left alone: older (protected)
        → next: addons plan --env dev --prune shows what uninstalling it means

        could not be checked:
          secrets in velero: forbidden
            → next: give read access
      "
    `);
  });

  it("says what an upgrade does that changes no object, and an install that has none", () => {
    const text = (addon: string, changed: readonly { readonly what: "values" }[] = []): string =>
      planText(PLAN, { colours: PLAIN, now: NOW, differences: [{ addon, changed, rights: [], objects: [] }] });

    expect(text("logging", [{ what: "values" }])).toContain(
      "changed: values\n      no rendered object changes: only the record is renewed\n",
    );
    expect(text("dns")).toContain("after ingress\n      no rendered objects\n");
  });

  it("is one line when there is nothing to do", () => {
    const kept = { ...PLAN, steps: PLAN.steps.slice(0, 1), undeclared: [], incomplete: [] };

    expect(planText(kept, { colours: PLAIN, now: NOW, differences: [] })).toBe(
      "dev · local: nothing to do, 1 unchanged\n",
    );
    expect(planFooter([kept], "")).toBe("");
  });

  it("names the next command", () => {
    expect(planFooter([PLAN], " --repair")).toBe("\n5 steps. → next: addons sync --env dev --repair\n");
  });

  it("never shows values", () => {
    expect(planText(PLAN, { colours: PLAIN, now: NOW, differences: [] })).not.toContain(CANARY);
  });
});

describe("driftText", () => {
  it("says what, from what to what, who, when, and what the next run does", () => {
    expect(driftText("dev", DRIFT, { colours: PLAIN, now: NOW, show: "drift" })).toMatchInlineSnapshot(`
      "dev · local: 3 differences in 2 add-ons; 4 releases, 40 objects checked

        ingress (platform/ingress)
          Deployment platform/controller
            OBJ002  spec.replicas differs
                    declared 1, found 5
                    by kubectl-edit (a person's tool), 5 minutes ago (2026-11-20 17:55:00 UTC)
            OBJ004  metadata.labels.x was added by hand
                    declared 1, found 5
                    by: the server does not say who
            → next: sync leaves it; sync --repair brings it back
            → next: sync leaves it; sync --repair removes it

        dns (platform/dns)
          release record
            REL008  revision 5 was made by hand
            → next: sync upgrades the release

        could not be checked:
          crontabs: forbidden

      → next: addons sync --repair --env dev
      "
    `);
  });

  it("shows what a controller did only when asked", () => {
    expect(driftText("dev", DRIFT, { colours: PLAIN, now: NOW, show: "all" })).toContain("OBJ015");
  });

  it("does not call a cluster clean that was not looked at", () => {
    const text = driftText("dev", { ...DRIFT, findings: [] }, { colours: PLAIN, now: NOW, show: "drift" });

    expect(text).toContain("no difference in what could be checked");
    expect(text).toContain("could not be checked:\n    crontabs: forbidden");
  });

  it("lets no escape sequences of a cluster through, coloured or not", () => {
    const evil = { ...FINDING, message: "x\u001b[2J", actual: "\u001b]0;title\u0007" };
    const drift = { ...DRIFT, findings: [evil], incomplete: [] };

    expect(driftText("dev", drift, { colours: PLAIN, now: NOW, show: "drift" })).not.toMatch(ESCAPE);
    expect(driftText("dev", drift, { colours: createColours("on"), now: NOW, show: "drift" })).not.toContain("[2J");
  });
});
