import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createKubernetes } from "../src/outside/kubernetes/create-kubernetes.ts";
import type { OwnPlane } from "../src/outside/playground/own-plane.ts";
import { readRevisions } from "../src/release/read-revisions.ts";
import type { Bench } from "./bench.ts";
import { inTurn, ratio, seconds, timeOnce } from "./measure.ts";

/** An unchanged environment: `addons sync` beside what people run instead, on the same plane. */
export async function benchNothingToDo(bench: Bench, plane: OwnPlane): Promise<readonly string[]> {
  const kubeconfig = plane.access.kubeconfig;
  const sync = (): number => timeOnce(bench.addons(["sync", "--env", "dev", "--quiet"], kubeconfig));
  const list = (): number => timeOnce(bench.helm(["list", "-A"], kubeconfig));
  const besideList = inTurn(7, sync, list);
  const pins = await readPins(plane);
  let round = 0;
  const besideLoop = inTurn(3, sync, () => upgradeAll(bench, { kubeconfig, pins, round: (round += 1) }));
  return [
    `no-op sync: ${ratio(besideLoop.b, besideLoop.a)} × faster than a loop of helm upgrade --install over the same ${bench.stack.length} releases (${seconds(besideLoop)})`,
    `no-op sync: ${ratio(besideList.b, besideList.a)} × faster than one helm list -A (${seconds(besideList)})`,
  ];
}

interface Loop {
  readonly kubeconfig: string;
  /** Hash of each release's pin. */
  readonly pins: ReadonlyMap<string, string>;
  /** Revisions go up by one each round; the labels follow, so that the records stay in step with the lock. */
  readonly round: number;
}

function upgradeAll(bench: Bench, { kubeconfig, pins, round }: Loop): number {
  return bench.stack
    .map(({ release, namespace, chart, values }) => {
      if (chart.kind !== "local") throw new Error(`${release}: not a local chart`);
      const valuesFile = join(bench.project, `${release}.json`);
      writeFileSync(valuesFile, JSON.stringify(values));
      const label = `addons/pin=r${round + 1}-${pins.get(release)},addons/ready=r${round + 1}`;
      const command = ["upgrade", "--install", release, join(bench.project, chart.path), "--namespace", namespace];
      return timeOnce(bench.helm([...command, "--values", valuesFile, "--labels", label], kubeconfig));
    })
    .reduce((sum, took) => sum + took, 0);
}

async function readPins({ access }: OwnPlane): Promise<ReadonlyMap<string, string>> {
  const kubernetes = createKubernetes(access);
  try {
    const revisions = await readRevisions(kubernetes);
    return new Map(revisions.map(({ release, marks }) => [release, marks.pin?.hash ?? ""]));
  } finally {
    kubernetes.close();
  }
}
