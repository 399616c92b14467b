import { describe, expect, it } from "vitest";
import { createColours, PLAIN } from "../../src/report/colours.ts";
import { lockText } from "../../src/report/lock.ts";
import { playgroundsText } from "../../src/report/playground.ts";
import { renderedText } from "../../src/report/rendered.ts";
import { statusText } from "../../src/report/status.ts";
import { syncSummaryText } from "../../src/report/sync/sync-summary.ts";
import { CANARY, CLUSTER_SYNC, desired, NOW, STATUS } from "./samples.ts";

// oxlint-disable-next-line no-control-regex -- the beginning of a colour
const ESCAPE = /\u001b/;

describe("syncSummaryText", () => {
  it("names done, failed, skipped and not started with durations and cost", () => {
    expect(syncSummaryText("dev", CLUSTER_SYNC, { colours: PLAIN, look: "records" })).toMatchInlineSnapshot(`
      "dev · local: failed (1 done, 1 failed, 1 skipped, 1 not started, 1 unchanged)

        done         dns         install  12 s        not installed yet
        failed       ingress     upgrade  3 min 20 s  values changed
        skipped      monitoring  install              ingress is not ready
        not started  zz          install              interrupted

        ingress: not ready after 5 min:
          Deployment controller: 0 of 1
        → next: kubectl logs …

        3 min 32 s, 31 API requests (Helm's own not counted), 3 programs started
        no longer declared, left alone: old (addons plan --env dev --prune)
      "
    `);
  });

  it("says the reason of a refused step once", () => {
    const reason = "release old belongs to environment prod";
    const refused = { addon: "web", op: "refuse", outcome: "refused", reason, durationMs: 0 } as const;
    const addons = [{ ...refused, error: { message: reason, hint: "set adopt: true" } }];
    const text = syncSummaryText(
      "dev",
      { ...CLUSTER_SYNC, result: "refused", addons },
      { colours: PLAIN, look: "records" },
    );

    expect(text).toContain(`  refused  web  refuse\n\n  web: ${reason}\n  → next: set adopt: true\n`);
    expect(text.split(reason)).toHaveLength(2);
  });

  it("says that live objects were not compared, unless they were", () => {
    const idle = {
      cluster: "local",
      result: "nothing-to-do",
      addons: [],
      requests: 2,
      processes: 0,
      durationMs: 150,
    } as const;

    expect(syncSummaryText("dev", idle, { colours: PLAIN, look: "records" })).toBe(
      "dev · local: nothing to do\n\n  0.1 s, 2 API requests, no program started\n  to compare live objects, too: addons drift --env dev\n",
    );
    expect(syncSummaryText("dev", idle, { colours: PLAIN, look: "live" })).not.toContain("to compare");
  });

  it("says what refused a whole cluster, and what to do", () => {
    const error = { code: "SYNC-LEASE-HELD", message: "held by bob since 17:59", hint: "wait" };
    const refused = {
      cluster: "local",
      result: "refused",
      addons: [],
      requests: 3,
      processes: 0,
      durationMs: 90,
      error,
    } as const;

    expect(syncSummaryText("dev", refused, { colours: PLAIN, look: "records" })).toContain(
      "dev · local: refused\n\n  error SYNC-LEASE-HELD: held by bob since 17:59\n  → next: wait\n",
    );
  });
});

describe("statusText", () => {
  it("has one aligned line per add-on", () => {
    expect(statusText("dev", STATUS, { colours: PLAIN, now: NOW })).toMatchInlineSnapshot(`
      "dev · local
        ADD-ON   VERSION        REVISION  STATE          READY  LAST SYNC
        certs    1.2.0          4         in sync        2/2    60 minutes ago
        ingress  1.9.0 → 2.0.0  7         out of date    1/2    2 days ago
        velero   - → 1.0.0      -         not installed  -      -

        ingress: values changed
        ingress: not ready: Deployment platform/controller: 1 of 2 ready

      → next: addons plan --env dev
      "
    `);
  });

  it("tells a release that was never seen ready from one that is in sync", () => {
    const [certs] = STATUS.addons;
    const next = { op: "confirm", reason: "revision 4 was never seen ready" } as const;
    expect(statusText("dev", { ...STATUS, addons: [{ ...certs!, next }] }, { colours: PLAIN, now: NOW }))
      .toMatchInlineSnapshot(`
      "dev · local
        ADD-ON  VERSION  REVISION  STATE        READY  LAST SYNC
        certs   1.2.0    4         unconfirmed  2/2    60 minutes ago

        certs: revision 4 was never seen ready

      → next: addons plan --env dev
      "
    `);
  });

  it("keeps its columns when it is coloured", () => {
    const coloured = statusText("dev", STATUS, { colours: createColours("on"), now: NOW });
    // oxlint-disable-next-line no-control-regex -- strips the colours
    const plain = coloured.replace(/\u001b\[\d+m/g, "");

    expect(coloured).toMatch(ESCAPE);
    expect(plain).toBe(statusText("dev", STATUS, { colours: PLAIN, now: NOW }));
  });
});

describe("lockText", () => {
  it("shows what moved and why", () => {
    const { pin } = desired("dns");
    const changes = [
      {
        addon: "certs",
        environment: "dev",
        kind: "added",
        to: { ...pin, chart: "certs@1.0.0" },
        reason: "was not locked before",
      },
      {
        addon: "dns",
        environment: "prod",
        kind: "moved",
        from: pin,
        to: { ...pin, chart: "dns@1.3.0" },
        reason: "--update",
      },
    ] as const;

    expect(
      lockText(
        { formatVersion: 1, result: "written", changes, stale: [], notes: [] },
        { colours: PLAIN, detail: "short" },
      ),
    ).toMatchInlineSnapshot(`
      "  + added  certs  dev   certs@1.0.0            was not locked before
        ~ moved  dns    prod  dns@1.2.0 → dns@1.3.0  --update
      addons.lock.yaml: 2 changes
      "
    `);
  });

  it("shows what is stale and where", () => {
    const stale = [
      {
        addon: "dns",
        environment: "prod",
        reason: "version-outside",
        message: "is locked at a version that its constraint does not allow",
        wants: "~2.0",
        has: "1.2.0",
        at: { file: "environments/base.yaml", line: 7, column: 5 },
      },
      {
        addon: "dns",
        environment: "test",
        reason: "two-archives",
        message: "dns@1.0.0 has another content here than in prod",
        wants: "h1:A",
        has: "h1:B",
      },
    ] as const;

    const document = { formatVersion: 1, result: "stale", changes: [], stale, notes: [] } as const;
    expect(lockText(document, { colours: PLAIN, detail: "short" })).toMatchInlineSnapshot(`
      "  ! dns (prod) is locked at a version that its constraint does not allow  environments/base.yaml:7:5
            manifest: ~2.0
            lock:     1.2.0
        ! dns (test) dns@1.0.0 has another content here than in prod
            there:    h1:A
            here:     h1:B
      addons.lock.yaml is stale: 2 entries
      → next: addons lock
      "
    `);
  });
});

describe("playgroundsText", () => {
  it("says how to reach a running one", () => {
    const text = playgroundsText(
      [
        {
          name: "dev/local",
          state: "running",
          access: { kubeconfig: "/dev/shm/x/kubeconfig", context: "playground" },
          kubernetes: "v1.37.1",
          server: "https://127.0.0.1:1234",
          folder: "/dev/shm/x",
          pid: 7,
        },
        { name: "dev/other", state: "broken", why: "its processes are gone" },
      ],
      PLAIN,
    );

    expect(text).toMatchInlineSnapshot(`
      "dev/local  running  v1.37.1                 https://127.0.0.1:1234
      dev/other  broken   its processes are gone
        export KUBECONFIG=/dev/shm/x/kubeconfig  # dev/local
      "
    `);
    expect(playgroundsText([], PLAIN)).toBe("no playgrounds\n");
  });
});

describe("renderedText", () => {
  it("hides data of Secrets, also inside lists, and leaves the rest as it is", () => {
    const manifest = [
      "---",
      "# Source: x/templates/a.yaml",
      "apiVersion: v1",
      "kind: Secret",
      "metadata: {name: a}",
      `stringData: {password: ${CANARY}}`,
      "data:",
      "  key: Zm9v",
      "---",
      "apiVersion: v1",
      "kind: List",
      "items:",
      `- {apiVersion: v1, kind: Secret, metadata: {name: b}, stringData: {p: ${CANARY}}}`,
      "---",
      "apiVersion: v1",
      "kind: ConfigMap",
      "metadata: {name: c} # as it is",
      "",
    ].join("\n");

    const text = renderedText("dev · local · x", manifest);

    expect(text).not.toContain(CANARY);
    expect(text).not.toContain("Zm9v");
    expect(text.match(/\(hidden\)/g)).toHaveLength(3);
    expect(text).toContain("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c} # as it is\n");
  });
});
