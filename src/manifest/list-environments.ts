import type { Files } from "../outside/files/files.ts";
import { isJsonObject } from "../support/json.ts";
import { readYamlSource } from "../support/yaml-source.ts";

/** Where environments are looked for. */
export const ENVIRONMENTS_FOLDER = "environments";

/** Names of the environments, sorted: files environments/NAME.yaml that are not of another kind, broken ones included. */
export async function listEnvironments(files: Files): Promise<readonly string[]> {
  const entries = await files.list(ENVIRONMENTS_FOLDER);
  const names = entries.filter((entry) => entry.endsWith(".yaml")).map((entry) => entry.slice(0, -".yaml".length));
  const kept = await Promise.all(names.map(async (name) => ((await isEnvironment(name, files)) ? [name] : [])));
  return kept.flat();
}

export function environmentFile(name: string): string {
  return `${ENVIRONMENTS_FOLDER}/${name}.yaml`;
}

/** A file that cannot be read counts, so that its problems are shown and not passed over. */
async function isEnvironment(name: string, files: Files): Promise<boolean> {
  const file = environmentFile(name);
  const text = (await files.readIfExists(file).catch(() => "")) ?? "";
  // At the start of a line nothing but the key itself can say it; files that say it otherwise are parsed.
  const said = /^kind: *(Base|Environment)\s*$/m.exec(text)?.[1];
  if (said !== undefined) return said === "Environment";
  const read = readYamlSource(text, file);
  if (read.kind === "broken" || !isJsonObject(read.source.data)) return true;
  return read.source.data["kind"] !== "Base";
}
