import { describe, expect, it } from "vitest";
import { readStatus } from "../../src/status/read-status.ts";
import { fakeCluster } from "../drift/fake-cluster.ts";
import { cluster } from "../plan/samples.ts";

const SYSTEM = { apiVersion: "v1", kind: "Namespace", metadata: { name: "kube-system", uid: "uid-here" } };

function status(changes: Parameters<typeof cluster>[1]) {
  const kubernetes = fakeCluster([SYSTEM]);
  return readStatus({ environment: "dev", cluster: cluster([], changes), desired: [] }, { kubernetes });
}

describe("readStatus", () => {
  it("refuses a cluster that is not the declared one", async () => {
    await expect(status({ uid: "uid-there" })).rejects.toMatchObject({ code: "SYNC-WRONG-CLUSTER", kind: "refused" });
    expect(await status({ uid: "uid-here" })).toMatchObject({ addons: [], incomplete: [] });
  });

  it("warns of another Kubernetes version, though there is nothing to do", async () => {
    const { warnings } = await status({ kubernetes: "1.30" });
    expect(warnings?.map(({ code, at }) => [code, at?.file])).toEqual([
      ["SYNC-KUBERNETES-DIFFERS", "environments/dev.yaml"],
    ]);
    expect((await status({ kubernetes: "1.37" })).warnings).toBeUndefined();
  });
});
