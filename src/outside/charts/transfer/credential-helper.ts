import { isJsonObject } from "../../../support/json.ts";
import type { Processes, RunResult } from "../../process/processes.ts";
import { childEnvironment } from "../../system/child-environment.ts";
import type { Credential } from "./credential.ts";

export interface HelperOutside {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly processes: () => Promise<Processes>;
}

export type HelperAnswer =
  | { readonly kind: "login"; readonly credential: Credential }
  /** It has none for this host. */
  | { readonly kind: "none" }
  /** `why` follows the name of the helper; nothing of its output is in it. */
  | { readonly kind: "failed"; readonly why: string };

const TIMEOUT_MS = 30_000;
const MAX_OUTPUT = 1024 * 1024;

/** Besides what every program gets: where keyrings and password stores are. */
const PASSED = [
  "DOCKER_CONFIG",
  "DBUS_SESSION_BUS_ADDRESS",
  "DISPLAY",
  "GNUPGHOME",
  "PASSWORD_STORE_DIR",
  "XDG_RUNTIME_DIR",
  "SystemRoot",
  "USERPROFILE",
  "APPDATA",
  "LOCALAPPDATA",
];

/**
 * Docker's protocol: `docker-credential-NAME get`, the host on stdin, JSON with `Username` and `Secret` on stdout. What
 * it writes is a secret also when it fails, and is shown nowhere.
 */
export async function askHelper(name: string, server: string, outside: HelperOutside): Promise<HelperAnswer> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return { kind: "failed", why: "has a name that no program has" };
  const passed = PASSED.flatMap((key): [string, string][] => {
    const value = outside.env[key];
    return value === undefined ? [] : [[key, value]];
  });
  const processes = await outside.processes();
  const result = await processes.run({
    file: helperProgram(name),
    args: ["get"],
    env: { ...childEnvironment(outside.env), ...Object.fromEntries(passed) },
    stdin: server,
    timeoutMs: TIMEOUT_MS,
    maxOutputBytes: MAX_OUTPUT,
  });
  return readAnswer(result);
}

export function helperProgram(name: string): string {
  return `docker-credential-${name}`;
}

function readAnswer({ ended, exitCode, stdout, stderr }: RunResult): HelperAnswer {
  if (ended === "not-found") return { kind: "failed", why: "is not installed" };
  if (ended === "timed-out") return { kind: "failed", why: `did not answer within ${TIMEOUT_MS / 1000} s` };
  // The one sentence by which the protocol tells "no such login" from a failure.
  if (exitCode !== 0 && /credentials not found/i.test(stdout + stderr)) return { kind: "none" };
  if (exitCode !== 0) return { kind: "failed", why: `failed (exit code ${exitCode ?? "none"})` };
  const login = parseLogin(stdout);
  if (login === undefined) return { kind: "failed", why: "gave an answer that is no login" };
  if (login.secret === "") return { kind: "none" };
  return { kind: "login", credential: toCredential(login) };
}

function parseLogin(text: string): { user: string; secret: string } | undefined {
  try {
    const data: unknown = JSON.parse(text);
    if (!isJsonObject(data)) return undefined;
    const { Username: user, Secret: secret } = data;
    return typeof user === "string" && typeof secret === "string" ? { user, secret } : undefined;
  } catch {
    return undefined;
  }
}

/** `<token>` as user says that the secret is an identity token. */
function toCredential({ user, secret }: { user: string; secret: string }): Credential {
  return user === "<token>" ? { kind: "refresh-token", token: secret } : { kind: "password", user, password: secret };
}
