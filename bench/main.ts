/** `npm run bench`: each line a ratio of two things run in turn on this machine. Arguments choose parts: start-up, manifests, charts, no-op, drift, install. */
import { openBench, type Bench } from "./bench.ts";
import { benchChartSupply } from "./chart-supply.ts";
import { benchDrift } from "./drift.ts";
import { benchFirstInstall } from "./first-install.ts";
import { timeOnce } from "./measure.ts";
import { benchManifests } from "./manifests.ts";
import { benchNothingToDo } from "./nothing-to-do.ts";
import { benchStartUp } from "./start-up.ts";

const chosen = process.argv.slice(2);
const wants = (part: string): boolean => chosen.length === 0 || chosen.includes(part);

const bench = await openBench();
try {
  if (wants("start-up")) print(benchStartUp(bench));
  if (wants("manifests")) print(benchManifests(bench));
  if (wants("charts")) print(await benchChartSupply(bench));
  if (wants("no-op") || wants("drift")) await onInstalledStack(bench);
  if (wants("install")) print(await benchFirstInstall(bench));
} finally {
  bench.close();
}

async function onInstalledStack(open: Bench): Promise<void> {
  const plane = await open.startPlane({ podReadyMs: 0 });
  try {
    timeOnce(open.addons(["sync", "--env", "dev", "--quiet"], plane.access.kubeconfig));
    if (wants("drift")) print(benchDrift(open, plane));
    if (wants("no-op")) print(await benchNothingToDo(open, plane));
  } finally {
    await plane.stop();
  }
}

function print(lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}
