import { AddonsError } from "../../support/addons-error.ts";
import { isJsonObject } from "../../support/json.ts";
import type { JsonObject, JsonValue } from "../../support/json.ts";
import { sanitize } from "../../support/sanitize.ts";
import type { Redactor } from "../../support/redact.ts";
import type { Processes, RunResult } from "../process/processes.ts";
import { resolvePath } from "./read-kubeconfig.ts";
import type { LoginSource } from "./connection.ts";
import { textOf } from "./text-of.ts";

export interface LoginOutside {
  readonly processes: Processes | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly redactor: Redactor;
  /** Ends a plugin that is under way. */
  readonly signal: AbortSignal;
}

/** What a client-go credential plugin answers (client.authentication.k8s.io ExecCredential). */
export interface ExecCredential {
  readonly token?: string;
  readonly cert?: string;
  readonly key?: string;
}

type ExecSource = Extract<LoginSource, { kind: "exec" }>;

/** Runs the plugin of a kubeconfig user once. Throws AddonsError KUBE-LOGIN. */
export async function runExecPlugin(
  context: string,
  source: ExecSource,
  outside: LoginOutside,
): Promise<ExecCredential> {
  const command = source.exec["command"];
  if (typeof command !== "string" || command === "" || outside.processes === undefined) {
    throw loginError({ context, command: textOf(command), why: "it cannot be run here" });
  }
  const result = await outside.processes.run({
    // As client-go: a command with a slash is relative to the kubeconfig, a bare name is looked up on PATH.
    file: command.includes("/") ? resolvePath(source.folder, command) : command,
    args: strings(source.exec["args"]),
    env: { ...outside.env, ...pluginEnv(source.exec["env"]), KUBERNETES_EXEC_INFO: execInfo(source) },
    timeoutMs: PLUGIN_TIMEOUT_MS,
    signal: outside.signal,
  });
  if (result.ended !== "exited" || result.exitCode !== 0) {
    throw loginError({
      context,
      command,
      why: failure(result),
      said: outside.redactor.text(sanitize(result.stderr)).trim(),
      exec: source.exec,
    });
  }
  const credential = parseCredential(result.stdout);
  if (credential === undefined)
    throw loginError({ context, command, why: "its answer is not an ExecCredential with a token or a certificate" });
  return credential;
}

const PLUGIN_TIMEOUT_MS = 60_000;

function execInfo(source: ExecSource): string {
  const { cluster } = source;
  const wanted = source.exec["provideClusterInfo"] === true;
  const spec: JsonObject = {
    interactive: false,
    ...(wanted && {
      cluster: {
        server: cluster["server"] ?? "",
        ...(cluster["certificate-authority-data"] !== undefined && {
          "certificate-authority-data": cluster["certificate-authority-data"],
        }),
      },
    }),
  };
  const apiVersion = source.exec["apiVersion"] ?? "client.authentication.k8s.io/v1";
  return JSON.stringify({ apiVersion, kind: "ExecCredential", spec });
}

function pluginEnv(list: JsonValue | undefined): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const item of Array.isArray(list) ? list : []) {
    if (isJsonObject(item) && typeof item["name"] === "string") env[item["name"]] = textOf(item["value"]);
  }
  return env;
}

function strings(list: JsonValue | undefined): readonly string[] {
  return Array.isArray(list) ? list.map(String) : [];
}

function parseCredential(stdout: string): ExecCredential | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
  } catch {
    return undefined;
  }
  const status = isJsonObject(answer) ? answer["status"] : undefined;
  if (!isJsonObject(status)) return undefined;
  const { token, clientCertificateData: cert, clientKeyData: key } = status;
  const credential = {
    ...(typeof token === "string" && token !== "" && { token }),
    ...(typeof cert === "string" && typeof key === "string" && { cert, key }),
  };
  return Object.keys(credential).length === 0 ? undefined : credential;
}

function failure(result: RunResult): string {
  switch (result.ended) {
    case "not-found":
      return "it is not installed";
    case "timed-out":
      return `it did not end within ${PLUGIN_TIMEOUT_MS / 1000} s`;
    case "aborted":
      return "it was interrupted";
    case "exited":
      return result.signal === undefined ? `it ended with ${result.exitCode}` : `it was ended by ${result.signal}`;
  }
}

interface LoginFailure {
  readonly context: string;
  readonly command: string;
  readonly why: string;
  readonly said?: string;
  readonly exec?: JsonObject;
}

function loginError(failed: LoginFailure): AddonsError {
  const said = failed.said === undefined || failed.said === "" ? "." : `: ${failed.said.slice(-400)}`;
  const installHint = failed.exec?.["installHint"];
  return new AddonsError(
    "KUBE-LOGIN",
    `The credential plugin "${failed.command}" of context ${failed.context} gave no login; ${failed.why}${said}`,
    {
      kind: "failed",
      hint:
        typeof installHint === "string"
          ? sanitize(installHint).trim()
          : "log in with your provider's tool, then run the command again",
    },
  );
}
