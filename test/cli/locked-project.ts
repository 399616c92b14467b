import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { publish, type ChartServer } from "../outside/charts/serve-charts.ts";
import { fakeSurroundings } from "./fake-surroundings.ts";
import { projectFolder } from "./project-folder.ts";

/** `addons ARGS` in a project, with a cache and a home of its own. */
export async function addons(root: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const own = { ADDONS_CACHE: join(root, ".cache"), HOME: join(root, ".home"), ...env };
  const surroundings = fakeSurroundings(args, { cwd: root, env: own });
  const code = await runCommandLine({ ...surroundings, readFile: async (path) => readFileSync(path, "utf8") });
  return { code, ...surroundings.said };
}

/** An environment with these add-ons, a line each. */
export function environmentFile(addons: Readonly<Record<string, string>>): string {
  const lines = Object.entries(addons).map(([name, text]) => `  ${name}: { ${text}, namespace: ${name} }\n`);
  return `# kept as it is\napiVersion: addons/v1\nkind: Environment\nclusters:\n  one: { playground: true, kubernetes: "1.37" }\naddons:\n${lines.join("")}`;
}

export function fromServer(server: ChartServer, name: string, version: string): string {
  return `chart: ${name}, repo: "${server.url}", version: "${version}"`;
}

/** Two environments with a chart of the server, and a local one. */
export function lockedProject(server: ChartServer, more: Readonly<Record<string, string>> = {}): string {
  const demo = fromServer(server, "demo", "^1");
  return projectFolder({
    "environments/dev.yaml": environmentFile({ demo, local: "chart: ../charts/local" }),
    "environments/prod.yaml": environmentFile({ demo }),
    "charts/local/Chart.yaml": "apiVersion: v2\nname: local\nversion: 0.1.0\n",
    ...more,
  });
}

/** `demo` in these versions, with the same files in each unless said otherwise. */
export function offer(server: ChartServer, versions: Readonly<Record<string, Parameters<typeof makeChart>[2]>>): void {
  publish(
    server,
    Object.entries(versions).map(([version, options]) => ({
      name: "demo",
      version,
      bytes: makeChart("demo", version, options),
    })),
  );
}

/** Every file of the project but the lock, the cache and the home, as text: what `lock` must not touch. */
export function otherFiles(root: string, folder = "."): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(join(root, folder))) {
    const path = join(folder, name);
    if ([".cache", ".home", "addons.lock.yaml"].includes(path)) continue;
    if (statSync(join(root, path)).isDirectory()) Object.assign(found, otherFiles(root, path));
    else found[path] = readFileSync(join(root, path), "latin1");
  }
  return found;
}

export function lockText(root: string): string {
  return readFileSync(join(root, "addons.lock.yaml"), "utf8");
}
