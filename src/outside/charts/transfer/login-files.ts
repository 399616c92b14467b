import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { isJsonObject, type JsonObject } from "../../../support/json.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** What one `config.json` of Docker or Helm says about logins. */
export interface LoginFile {
  readonly path: string;
  /** By host; in files of old docker versions by URL. */
  readonly auths: JsonObject;
  /** Host → name of the helper that knows its login. */
  readonly credHelpers: JsonObject;
  /** The helper that is asked for every other host. */
  readonly credsStore: string | undefined;
}

/** Helm's own file first, as Helm itself looks things up. A file that is missing or broken holds no logins. */
export async function readLoginFiles(env: Env): Promise<readonly LoginFile[]> {
  return await Promise.all(paths(env).map(readLoginFile));
}

/** Docker's configuration folder. */
export function dockerFolder(env: Env): string {
  return env["DOCKER_CONFIG"] || join(env["HOME"] || homedir(), ".docker");
}

export function configFolder(env: Env): string {
  return env["XDG_CONFIG_HOME"] || join(env["HOME"] || homedir(), ".config");
}

function paths(env: Env): readonly string[] {
  const helm =
    env["HELM_REGISTRY_CONFIG"] ||
    join(env["HELM_CONFIG_HOME"] || join(configFolder(env), "helm"), "registry/config.json");
  return [helm, join(dockerFolder(env), "config.json")];
}

async function readLoginFile(path: string): Promise<LoginFile> {
  const data = parse(await readFile(path, "utf8").catch(() => ""));
  const map = (key: string): JsonObject => {
    const value = data[key];
    return isJsonObject(value) ? value : {};
  };
  const store = data["credsStore"];
  const credsStore = typeof store === "string" && store !== "" ? store : undefined;
  return { path, auths: map("auths"), credHelpers: map("credHelpers"), credsStore };
}

function parse(text: string): JsonObject {
  try {
    const data: unknown = JSON.parse(text);
    return isJsonObject(data) ? data : {};
  } catch {
    return {};
  }
}
