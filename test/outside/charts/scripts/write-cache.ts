import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createChartCache } from "../../../../src/outside/charts/cache/chart-cache.ts";
import { sha256 } from "../../../../src/support/sha256.ts";

// A process of its own that writes one entry again and again until it is killed: `node write-cache.ts FOLDER FILE`.
const [folder = "", file = ""] = process.argv.slice(2);
const bytes = readFileSync(file);
const hex = sha256(bytes);
const cache = createChartCache(folder, () => undefined);
process.stdout.write("started\n");
for (;;) {
  await cache.put(bytes);
  rmSync(join(folder, "sha256", hex.slice(0, 2), `${hex}.tgz`), { force: true });
  await cache.put(bytes);
}
