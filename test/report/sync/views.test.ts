import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { PLAIN } from "../../../src/report/colours.ts";
import { lineView } from "../../../src/report/sync/line-view.ts";
import { terminalView } from "../../../src/report/sync/terminal-view.ts";
import { EVENTS } from "./sample-events.ts";
import { CANARY, PLAN } from "../samples.ts";

describe("lineView", () => {
  it("is one plain line per event, owner first", () => {
    const lines: string[] = [];
    const view = lineView({ colours: PLAIN, write: (text) => void lines.push(text), after: () => () => {} });

    for (const event of EVENTS) view.event(event);

    expect(lines.join("")).toMatchInlineSnapshot(`
      "local: 1 refused, 1 to install, 1 to upgrade, 1 to repair, 1 to confirm, 1 to uninstall, 1 unchanged
      local: held by bob@host since 17:59
      local/ingress: upgrade: values changed
      local/ingress: helm upgrade: revision 5
      local/ingress: done after 4.2 s
      local/ingress: failed after 1 min 5 s: not ready in time
      local/ingress: skipped: certs is not ready
      "
    `);
    expect(lines.join("")).not.toContain(CANARY);
  });
});

/** A terminal as wide as said; what is drawn is kept. */
function fakeTerminal(columns: number): { readonly stream: NodeJS.WriteStream; readonly drawn: () => string } {
  let text = "";
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns, rows: 40 }) as unknown as NodeJS.WriteStream;
  stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return { stream, drawn: () => text };
}

describe("terminalView", () => {
  const at = "2026-11-20T18:00:00.000Z";

  it("shows the plan's steps and what events say about them, and wipes itself at the end", async () => {
    const { stream, drawn } = fakeTerminal(100);
    const view = terminalView({
      environment: "dev",
      clusters: ["local"],
      colours: PLAIN,
      stream,
      redact: (text) => text,
    });

    view.event({ type: "planned", at, cluster: "local", plan: PLAN });
    await new Promise((resolve) => setTimeout(resolve, 150));
    view.event({ type: "step-started", at, cluster: "local", addon: "dns", op: "install", reason: "new" });
    view.event({ type: "step-done", at, cluster: "local", addon: "dns", durationMs: 1200 });
    view.event({ type: "step-failed", at, cluster: "local", addon: "ingress", durationMs: 900, message: "conflict" });
    await new Promise((resolve) => setTimeout(resolve, 150));
    await view.end();

    for (const text of [
      "dev · local",
      "dns  waits for ingress",
      "dns  done, 1.2 s",
      "ingress  failed, 0.9 s: conflict",
      "velero  refused",
    ]) {
      expect(drawn()).toContain(text);
    }
    expect(drawn()).not.toContain("certs");
    expect(drawn()).not.toContain(CANARY);
    // oxlint-disable-next-line no-control-regex -- the last thing drawn is an empty picture and a cursor
    expect(drawn()).toMatch(/\u001b\[\?25h$/);
  });

  it("ends without a plan, and with steps that never ended", async () => {
    const { stream } = fakeTerminal(60);
    const options = { environment: "dev", colours: PLAIN, stream, redact: (text: string) => text };
    const without = terminalView({ ...options, clusters: ["a", "b"] });
    await expect(without.end()).resolves.toBeUndefined();

    const open = terminalView({ ...options, clusters: ["local"] });
    open.event({ type: "planned", at, cluster: "local", plan: PLAN });

    await expect(open.end()).resolves.toBeUndefined();
  });

  it("hides secrets in what steps say", async () => {
    const { stream, drawn } = fakeTerminal(100);
    const redact = (text: string): string => text.replaceAll("hunter22", "(hidden)");
    const view = terminalView({ environment: "dev", clusters: ["local"], colours: PLAIN, stream, redact });

    view.event({ type: "planned", at, cluster: "local", plan: PLAN });
    view.event({ type: "step-progress", at, cluster: "local", addon: "dns", message: "token hunter22" });
    await new Promise((resolve) => setTimeout(resolve, 250));
    await view.end();

    expect(drawn()).toContain("token (hidden)");
    expect(drawn()).not.toContain("hunter22");
  });
});
