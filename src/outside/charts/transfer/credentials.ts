import { AddonsError } from "../../../support/addons-error.ts";
import { isJsonObject, type JsonObject } from "../../../support/json.ts";
import { once, onceFor } from "../../../support/once.ts";
import { sanitize } from "../../../support/sanitize.ts";
import type { Credential } from "./credential.ts";
import { askHelper, helperProgram, type HelperAnswer, type HelperOutside } from "./credential-helper.ts";
import { readLoginFiles, type LoginFile } from "./login-files.ts";

/** Logins of `docker login` and `helm registry login`, per host. Never shown, never written anywhere. */
export interface Credentials {
  /** For `host` or `host:port`. AddonsError `CHART-LOGIN` when the helper named for this host fails. */
  find(host: string): Promise<Credential | undefined>;
}

export interface CredentialsOutside extends HelperOutside {
  /** A helper for all hosts that fails is told once: most hosts need no login. */
  readonly progress: (message: string) => void;
}

export function createCredentials(outside: CredentialsOutside): Credentials {
  const files = once(() => readLoginFiles(outside.env));
  const found = new Map<string, Promise<Credential | undefined>>();
  const told = new Set<string>();
  const tell = (message: string): void => {
    if (!told.has(message)) outside.progress(message);
    told.add(message);
  };
  const lookUp = async (host: string): Promise<Credential | undefined> => {
    for (const file of await files()) {
      const credential = (await fromHelpers(file, host, { ...outside, progress: tell })) ?? fromAuths(file, host);
      if (credential) return credential;
    }
    return undefined;
  };
  return { find: (host) => onceFor(found, host, () => lookUp(host)) };
}

/** The helper of this host, else the one of all hosts, as docker does; what neither knows may still stand under `auths`. */
async function fromHelpers(
  file: LoginFile,
  host: string,
  outside: CredentialsOutside,
): Promise<Credential | undefined> {
  const own = namesOf(host)
    .map((name) => file.credHelpers[name])
    .find((name) => typeof name === "string" && name !== "");
  const helper = typeof own === "string" ? own : file.credsStore;
  if (helper === undefined) return undefined;
  const answer = await askHelper(helper, serverName(host), outside);
  if (answer.kind === "login") return answer.credential;
  if (answer.kind === "none") return undefined;
  if (own !== undefined) throw helperFailed({ helper, host, path: file.path }, answer);
  const program = sanitize(helperProgram(helper));
  outside.progress(
    `logins: ${program}, named by credsStore in ${file.path}, ${answer.why}; it is not asked for logins`,
  );
  return undefined;
}

function helperFailed(
  { helper, host, path }: { readonly helper: string; readonly host: string; readonly path: string },
  { why }: HelperAnswer & { readonly kind: "failed" },
): AddonsError {
  const program = sanitize(helperProgram(helper));
  const hint = `run \`echo ${host} | ${program} get\` to see its own words, or take ${host} out of credHelpers`;
  const message = `the login for ${host}: ${program}, named by credHelpers in ${path}, ${why}`;
  return new AddonsError("CHART-LOGIN", message, { kind: "failed", hint });
}

function fromAuths({ auths }: LoginFile, host: string): Credential | undefined {
  const entry = namesOf(host)
    .map((name) => auths[name])
    .find(isJsonObject);
  return entry && toCredential(entry);
}

/** Keys are hosts, also with the port that https has anyway, or URLs in files of old docker versions. */
function namesOf(host: string): readonly string[] {
  const bare = host.replace(/:443$/, "");
  const others = /:\d+$/.test(bare) ? [] : [bare, `${bare}:443`].filter((name) => name !== host);
  const urls = [`https://${host}`, `https://${host}/`, `https://${host}/v1/`, `https://${host}/v2/`];
  const names = [host, ...others, ...urls];
  return isDockerHub(host) ? [...names, "docker.io", DOCKER_HUB] : names;
}

/** As docker names the server to its helpers. */
function serverName(host: string): string {
  return isDockerHub(host) ? DOCKER_HUB : host;
}

const DOCKER_HUB = "https://index.docker.io/v1/";

function isDockerHub(host: string): boolean {
  return host === "registry-1.docker.io";
}

function toCredential(entry: JsonObject): Credential | undefined {
  const { identitytoken, registrytoken, auth, username, password } = entry;
  if (typeof identitytoken === "string" && identitytoken !== "") return { kind: "refresh-token", token: identitytoken };
  if (typeof registrytoken === "string" && isHeaderText(registrytoken)) return { kind: "bearer", token: registrytoken };
  if (typeof username === "string" && typeof password === "string" && username !== "")
    return { kind: "password", user: username, password };
  if (typeof auth !== "string") return undefined;
  const text = Buffer.from(auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon > 0 ? { kind: "password", user: text.slice(0, colon), password: text.slice(colon + 1) } : undefined;
}

/** What may stand in a header, without a space. */
function isHeaderText(text: string): boolean {
  return /^[\u0021-\u007e]+$/.test(text);
}

export function basicAuth(credential: { readonly user: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${credential.user}:${credential.password}`).toString("base64")}`;
}

/** The header for a server that exchanges no tokens; an identity token is of no use there. */
export function directAuth(credential: Credential): string | undefined {
  if (credential.kind === "password") return basicAuth(credential);
  return credential.kind === "bearer" ? `Bearer ${credential.token}` : undefined;
}
