import { afterAll, beforeAll, expect, it } from "vitest";
import { makeChart } from "../outside/charts/make-chart.ts";
import { archivesFor, workFolder } from "../outside/charts/work-folder.ts";
import { describeWithCluster } from "./plane.ts";
import { pushTo } from "./push-to-registry.ts";
import { proxyRegistry } from "./registry-proxy.ts";
import { startRegistry, type TestRegistry } from "./registry.ts";

const BYTES = makeChart("demo", "1.0.0");

describeWithCluster("downloads from a registry", () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
    await pushTo(registry).chart("a/demo", "1.0.0", { bytes: BYTES });
  });
  afterAll(async () => await registry.stop());

  it("downloads are told as those of repositories: pieces with the size, attempts, the end", async () => {
    let failures = 1;
    await using proxy = await proxyRegistry(registry);
    proxy.change = (answer) => {
      if (answer.path.includes("/blobs/") && failures-- > 0) answer.status = 503;
    };
    const { charts, events, notes } = archivesFor(workFolder());
    await charts.download({ kind: "oci", reference: `${proxy.host}/a/demo`, name: "demo" }, "1.0.0");
    const demo = { what: "demo 1.0.0", from: `oci://${proxy.host}/a/demo` };
    const size = { bytes: BYTES.length };
    const [started, retrying, ...rest] = events;
    expect(started).toEqual({ type: "transfer-started", ...demo, attempt: 1 });
    expect(retrying).toMatchObject({
      type: "transfer-retrying",
      ...demo,
      reason: expect.stringMatching(/503/) as string,
    });
    expect(rest).toEqual([
      { type: "transfer-receiving", ...size, total: BYTES.length, ...demo, attempt: 2 },
      { type: "transfer-finished", ...size, result: "received", ...demo, attempt: 2 },
    ]);
    expect(notes).toEqual([]);
  });
});
