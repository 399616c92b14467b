import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The tools/ folder of this project, from the source tree as well as from a bundle that lies in one of its folders. */
export function toolsFolder(): string {
  for (let folder = import.meta.dirname; dirname(folder) !== folder; folder = dirname(folder)) {
    const tools = join(folder, "tools");
    if (existsSync(join(tools, "kubernetes", "go.mod"))) return tools;
  }
  return join(import.meta.dirname, "tools");
}
