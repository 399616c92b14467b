import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { isJsonObject, type JsonObject } from "../../../support/json.ts";

/** Static logins of `docker login` and `helm registry login`, per host. Never shown, never written anywhere. */
export interface Credentials {
  /** For `host` or `host:port`. */
  find(host: string): Promise<Credential | undefined>;
}

export type Credential =
  | { readonly kind: "password"; readonly user: string; readonly password: string }
  /** An identity token: exchanged for an access token. */
  | { readonly kind: "refresh-token"; readonly token: string };

type Env = Readonly<Record<string, string | undefined>>;

export function createCredentials(env: Env): Credentials {
  let files: Promise<readonly JsonObject[]> | undefined;
  return {
    async find(host) {
      files ??= Promise.all(configFiles(env).map(readAuths));
      for (const auths of await files) {
        const entry = entryFor(auths, host);
        const credential = entry && toCredential(entry);
        if (credential) return credential;
      }
      return undefined;
    },
  };
}

/** Helm's own file first, as Helm itself looks things up. */
function configFiles(env: Env): readonly string[] {
  const home = env["HOME"] ?? homedir();
  const helm =
    env["HELM_REGISTRY_CONFIG"] ??
    join(
      env["HELM_CONFIG_HOME"] ?? join(env["XDG_CONFIG_HOME"] ?? join(home, ".config"), "helm"),
      "registry/config.json",
    );
  return [helm, join(env["DOCKER_CONFIG"] ?? join(home, ".docker"), "config.json")];
}

/** A file that is missing or broken holds no logins; the server says so when one was needed. */
async function readAuths(path: string): Promise<JsonObject> {
  try {
    const data: unknown = JSON.parse(await readFile(path, "utf8"));
    const auths = isJsonObject(data) ? data["auths"] : undefined;
    return isJsonObject(auths) ? auths : {};
  } catch {
    return {};
  }
}

/** Keys are hosts, or URLs in files of old docker versions. */
function entryFor(auths: JsonObject, host: string): JsonObject | undefined {
  const names = [host, `https://${host}`, `https://${host}/`, `https://${host}/v1/`, `https://${host}/v2/`];
  if (host === "registry-1.docker.io") names.push("docker.io", "https://index.docker.io/v1/");
  const entry = names.map((name) => auths[name]).find(isJsonObject);
  return entry;
}

function toCredential(entry: JsonObject): Credential | undefined {
  const { identitytoken, auth, username, password } = entry;
  if (typeof identitytoken === "string" && identitytoken !== "") return { kind: "refresh-token", token: identitytoken };
  if (typeof username === "string" && typeof password === "string")
    return { kind: "password", user: username, password };
  if (typeof auth !== "string") return undefined;
  const text = Buffer.from(auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon > 0 ? { kind: "password", user: text.slice(0, colon), password: text.slice(colon + 1) } : undefined;
}

export function basicAuth(credential: { readonly user: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${credential.user}:${credential.password}`).toString("base64")}`;
}
