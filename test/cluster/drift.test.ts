import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeWithCluster, helmBinaries, type TestPlane } from "./plane.ts";
import { startPlaneWithWidgets } from "./drift/plane-with-widgets.ts";
import { findingTexts, releaseUnderTest, type ReleaseUnderTest } from "./drift/release-under-test.ts";
import { HARMLESS, SCENARIOS } from "./drift/scenarios.ts";

describeWithCluster("drift of live objects", () => {
  let plane: TestPlane;

  beforeAll(async () => {
    plane = await startPlaneWithWidgets();
  });
  afterAll(() => plane.stop());

  describe.each(["helm4", "helm3"] as const)("of a release made by %s", (helm) => {
    let release: ReleaseUnderTest;

    beforeAll(async () => {
      release = releaseUnderTest(plane, helmBinaries()[helm], `drift-${helm}`);
      await release.install();
      const deployment = `/apis/apps/v1/namespaces/${release.namespace}/deployments/web`;
      await plane.kubectl.waitFor(deployment, (object) => object.status?.readyReplicas === 2);
    });
    afterAll(() => release.close());

    it("is nothing when nobody touched it", async () => {
      const drift = await release.check();
      expect(findingTexts(drift.findings)).toEqual([]);
      expect(drift.incomplete).toEqual([]);
      expect(drift.checked).toEqual({ releases: 1, objects: 19 });
    });

    it.each(SCENARIOS)("is $name, and repair undoes it", async ({ change, found }) => {
      await change(release);
      const drift = await release.check();
      expect(findingTexts(drift.findings)).toEqual(found);
      await release.repair(drift.findings);
      expect(findingTexts((await release.check()).findings)).toEqual([]);
    });

    it("leaves nothing that a following helm upgrade meets as a conflict", async () => {
      await release.install({ history: 4 });
      const drift = await release.check();
      const difference = "REL004 release /history by nobody: upgrades/upgrades";
      expect(findingTexts(drift.findings.filter(({ severity }) => severity === "drift"))).toEqual([difference]);
    });

    it.each(HARMLESS)("is not $name", async ({ change, found }) => {
      const before = new Set((await release.check()).findings.map((finding) => finding.id));
      await change(release);
      const after = (await release.check()).findings.filter((finding) => !before.has(finding.id));
      expect(findingTexts(after)).toEqual(found);
    });
  });
});
