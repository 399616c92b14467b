import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { helmBinaries, startPlane, type TestPlane } from "./plane.ts";
import { openBench, writeCharts, type Bench } from "./sync-bench.ts";

export interface BenchPlane {
  readonly plane: TestPlane;
  /** A folder with the charts of these tests. */
  readonly root: string;
  /** An environment named like its namespace. */
  readonly bench: (helm: "helm4" | "helm3", namespace: string, runner?: string) => Bench;
}

/** For the tests of one `describe`: there from before the first until after the last. */
export function benchPlane(): BenchPlane {
  let plane: TestPlane | undefined;
  let root = "";
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "addons-sync-"));
    await writeCharts(root);
    plane = await startPlane();
  }, 90_000);
  afterAll(async () => {
    await plane?.stop();
    await rm(root, { recursive: true, force: true });
  });
  const started = (): TestPlane => {
    if (plane === undefined) throw new Error("the plane is there in tests only");
    return plane;
  };
  return {
    get plane() {
      return started();
    },
    get root() {
      return root;
    },
    bench: (helm, namespace, runner = "me") =>
      openBench({
        root,
        access: started().access,
        helm: helmBinaries()[helm],
        namespace,
        environment: namespace,
        runner,
      }),
  };
}
