import type { Finding } from "../src/drift/finding.ts";
import { PLAIN } from "../src/report/colours.ts";
import { driftText } from "../src/report/drift.ts";
import { syncSummaryText } from "../src/report/sync/sync-summary.ts";

// Reports for the documentation, printed by the code that prints the real ones.

export function outputBlock(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}

const NOW = Date.parse("2026-11-20T19:45:00Z");

/** What `addons drift` prints after a few changes by hand. */
export function driftSample(): string {
  const place = { addon: "metrics", release: "metrics", namespace: "kube-system", severity: "drift" } as const;
  const object = { namespace: "kube-system", name: "metrics" };
  const forecast = { sync: "keeps", repair: "reverts" } as const;
  const findings: readonly Finding[] = [
    {
      ...place,
      id: "1",
      code: "OBJ002",
      object: { apiVersion: "apps/v1", kind: "Deployment", ...object },
      path: "/spec/replicas",
      message: "spec.replicas differs",
      expected: 1,
      actual: 3,
      owners: [{ manager: "kubectl", operation: "Update", subresource: "scale", kind: "person" }],
      forecast,
    },
    {
      ...place,
      id: "2",
      code: "OBJ001",
      object: { apiVersion: "v1", kind: "Service", ...object },
      message: "was deleted",
      owners: [],
      forecast: { sync: "keeps", repair: "recreates" },
    },
    {
      ...place,
      id: "3",
      code: "OBJ004",
      object: { apiVersion: "v1", kind: "ServiceAccount", ...object },
      path: "/metadata/labels/team",
      message: "metadata.labels.team was added by hand",
      actual: "ops",
      owners: [{ manager: "kubectl-label", operation: "Update", time: "2026-11-20T19:44:33Z", kind: "person" }],
      forecast,
    },
  ];
  const drift = { cluster: "dev", findings, incomplete: [], checked: { releases: 2, objects: 12 }, requests: 17 };
  return outputBlock(
    `$ addons drift --env dev\n${driftText("dev", drift, { colours: PLAIN, now: NOW, show: "drift" })}`,
  );
}

/** What `addons sync` prints at the end of a run in which one release failed. */
export function syncSample(): string {
  const failed = "helm upgrade of dns in namespace external-dns failed: pre-install hooks failed";
  const summary = syncSummaryText(
    "prod",
    {
      cluster: "prod-eu",
      result: "failed",
      addons: [
        {
          addon: "dns",
          op: "install",
          outcome: "failed",
          reason: "not installed yet: dns 1.0.0",
          durationMs: 7400,
          error: { message: failed },
        },
        {
          addon: "logging",
          op: "keep",
          outcome: "kept",
          reason: "revision 4 is what the manifest wants",
          durationMs: 0,
        },
        {
          addon: "metrics",
          op: "upgrade",
          outcome: "done",
          reason: "the declared state changed since revision 2",
          durationMs: 14_200,
        },
      ],
      requests: 31,
      processes: 3,
      durationMs: 14_900,
      undeclared: [{ addon: "old-proxy", release: "old-proxy", namespace: "ingress", revision: 9, protected: false }],
    },
    { colours: PLAIN, look: "records" },
  );
  return outputBlock(`$ addons sync --env prod --cluster prod-eu\n${summary}`);
}
