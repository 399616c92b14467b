/** Questions to the real Helm, thousands per process: which versions a constraint allows. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export interface Pair {
  readonly constraint: string;
  readonly version: string;
}

/**
 * Whether Helm lets the constraint have the version, for each pair. One chart lists a dependency per pair, each with a subchart
 * of its own: Helm renders it under its alias when it fits, and under its own name when it does not.
 */
export async function helmAllows(helm: string, pairs: readonly Pair[]): Promise<readonly boolean[]> {
  const folder = await mkdtemp(join(tmpdir(), "addons-pairs-"));
  try {
    const dependencies = pairs.map(({ constraint }, index) => ({
      name: `c${index}`,
      version: constraint,
      alias: `fits${index}`,
    }));
    const chart = join(folder, "chart");
    await mkdir(join(chart, "charts"), { recursive: true });
    // JSON is YAML.
    await writeFile(
      join(chart, "Chart.yaml"),
      JSON.stringify({ apiVersion: "v2", name: "all", version: "1.0.0", dependencies }),
    );
    for (const [index, { version }] of pairs.entries()) {
      const inside = join(chart, "charts", `c${index}`);
      await mkdir(join(inside, "templates"), { recursive: true });
      await writeFile(join(inside, "Chart.yaml"), JSON.stringify({ apiVersion: "v2", name: `c${index}`, version }));
      await writeFile(join(inside, "templates", "x.yaml"), "is: {{ .Chart.Name }}\n");
    }
    const { stdout } = await promisify(execFile)(helm, ["template", "x", chart], {
      env: { PATH: "", HOME: folder },
      maxBuffer: 2 ** 28,
    });
    const rendered = new Set([...stdout.matchAll(/^is: (\S+)$/gm)].map(([, name]) => name));
    return pairs.map((pair, index) => {
      const fits = rendered.has(`fits${index}`);
      if (fits === rendered.has(`c${index}`))
        throw new Error(`Helm rendered neither or both for ${JSON.stringify(pair)}`);
      return fits;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
