import { delimiter, isAbsolute } from "node:path";
import { AddonsError } from "../../../support/addons-error.ts";
import type { Processes, RunResult } from "../../process/processes.ts";

/** Starting git for charts: nothing of the user's or the project's git configuration decides what it does. */
export interface GitProgram {
  /** Reads objects of a repository; never uses the network, whatever a partial clone would like. */
  read(request: GitRead): Promise<RunResult>;
  /** Talks to another repository by its one protocol. */
  talk(request: GitTalk): Promise<RunResult>;
}

export interface GitRead {
  /** Absolute path of the repository's own folder (bare, or `.git`), or of a folder in a work tree. */
  readonly repository: { readonly bare: string } | { readonly workTree: string };
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly output?: "text" | "bytes";
  readonly maxOutputBytes?: number;
}

export interface GitTalk {
  /** Where objects go; absent when only refs are asked for. */
  readonly into?: string;
  readonly protocol: "https" | "http" | "ssh" | "file";
  readonly args: readonly string[];
  readonly stdin?: string;
  /** For the address that is talked to. In the environment: arguments can be read by everybody on the computer. */
  readonly settings: readonly GitSetting[];
  readonly signal?: AbortSignal;
  /** Absolute path of a folder that is worth nothing when we are killed. */
  readonly privateFolder?: string;
}

export type GitSetting = readonly [key: string, value: string];

export interface GitProgramOptions {
  readonly processes: () => Promise<Processes>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeouts: { readonly connectMs: number; readonly idleMs: number; readonly totalMs: number };
}

const READ_TIMEOUT_MS = 60_000;
/** Objects are what their names say, and paths are no patterns. */
const OPTIONS = ["--no-replace-objects", "--literal-pathspecs", "--no-pager"];
const SETTINGS = [
  "credential.helper=",
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.askPass=",
  "fetch.recurseSubmodules=false",
  "fetch.negotiationAlgorithm=noop",
  "gc.auto=0",
  "log.follow=false",
  "log.showSignature=false",
  "maintenance.auto=false",
  "protocol.version=2",
  "transfer.bundleURI=false",
].flatMap((setting) => ["-c", setting]);

export function createGitProgram({ processes, env, timeouts }: GitProgramOptions): GitProgram {
  return {
    async read({ repository, args, ...request }) {
      const place = "bare" in repository ? [`--git-dir=${repository.bare}`] : ["-C", repository.workTree];
      const result = await (
        await processes()
      ).run({
        file: "git",
        args: [...OPTIONS, ...SETTINGS, ...place, ...args],
        // Of a work tree the user's own settings count: which folders of others are trusted is one of them.
        env: { ...("bare" in repository ? ownSettings() : home(env)), ...base(env), GIT_ALLOW_PROTOCOL: "none" },
        timeoutMs: READ_TIMEOUT_MS,
        ...request,
      });
      return started(result);
    },
    async talk({ into, protocol, args, stdin, settings, signal, privateFolder }) {
      const idle = Math.max(1, Math.round(timeouts.idleMs / 1000));
      const limits = ["http.lowSpeedLimit=1", `http.lowSpeedTime=${idle}`];
      const result = await (
        await processes()
      ).run({
        file: "git",
        args: [
          ...OPTIONS,
          ...SETTINGS,
          ...limits.flatMap((setting) => ["-c", setting]),
          `--git-dir=${into ?? "/dev/null"}`,
          ...args,
        ],
        env: {
          ...ownSettings(),
          ...base(env),
          GIT_ALLOW_PROTOCOL: protocol,
          ...(protocol === "ssh" ? ssh(env, timeouts.connectMs) : {}),
          ...inEnvironment(settings),
        },
        timeoutMs: timeouts.totalMs,
        graceMs: 2_000,
        onOwnerDeath: "kill",
        ...(stdin === undefined ? {} : { stdin }),
        ...(signal === undefined ? {} : { signal }),
        ...(privateFolder === undefined ? {} : { privateFolder }),
      });
      return started(result);
    },
  };
}

type Env = Readonly<Record<string, string | undefined>>;

/** Proxies come with the settings of an address (http-settings.ts): git reads their variables in a way of its own. */
const PASSED = ["USER", "LOGNAME", "TMPDIR"] as const;

/** A folder of PATH that is relative would be looked up in the project, which may bring a git of its own. */
function base(env: Env): Record<string, string> {
  const path = (env["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  const certificates = {
    GIT_SSL_CAINFO: env["GIT_SSL_CAINFO"],
    GIT_SSL_CAPATH: env["GIT_SSL_CAPATH"] ?? env["SSL_CERT_DIR"],
  };
  return {
    ...present(Object.fromEntries(PASSED.map((name) => [name, env[name]]))),
    ...present(certificates),
    PATH: path.join(delimiter),
    LC_ALL: "C",
    GIT_ASKPASS: "",
    GIT_NO_LAZY_FETCH: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    SSH_ASKPASS: "",
    SSH_ASKPASS_REQUIRE: "never",
  };
}

/** No file of settings is read, and no netrc: logins have one place (transfer/credentials.ts). */
function ownSettings(): Record<string, string> {
  return { HOME: "/dev/null", GIT_ATTR_NOSYSTEM: "1", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
}

function home(env: Env): Record<string, string> {
  return present({ HOME: env["HOME"], XDG_CONFIG_HOME: env["XDG_CONFIG_HOME"] });
}

/** The user's keys, agent and known hosts, without a question; a command of the user's own is kept. */
function ssh(env: Env, connectMs: number): Record<string, string> {
  const command = env["GIT_SSH_COMMAND"] ?? "ssh";
  const seconds = Math.max(1, Math.round(connectMs / 1000));
  return {
    ...present({ SSH_AUTH_SOCK: env["SSH_AUTH_SOCK"], HOME: env["HOME"], GIT_SSH_VARIANT: env["GIT_SSH_VARIANT"] }),
    GIT_SSH_COMMAND: `${command} -o BatchMode=yes -o ConnectTimeout=${seconds}`,
  };
}

function inEnvironment(settings: readonly GitSetting[]): Record<string, string> {
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key] as const,
    [`GIT_CONFIG_VALUE_${index}`, value] as const,
  ]);
  return { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(numbered) };
}

function present(values: Env): Record<string, string> {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

function started(result: RunResult): RunResult {
  if (result.ended !== "not-found") return result;
  throw new AddonsError("GIT-MISSING", "a chart from a git repository needs git, and there is none on PATH", {
    kind: "usage",
    hint: "install git; what is locked and cached, or vendored in charts/vendor, needs none",
  });
}
