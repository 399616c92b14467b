import { readFileSync } from "node:fs";
import { delimiter, dirname, isAbsolute, resolve } from "node:path";
import { parse } from "yaml";
import { AddonsError } from "../../support/addons-error.ts";
import { isJsonObject } from "../../support/json.ts";
import type { JsonObject } from "../../support/json.ts";
import { nearest } from "../../support/nearest.ts";

/** One context of a kubeconfig: what to connect to and with which credentials. Paths are absolute. */
export interface KubeContext {
  readonly name: string;
  readonly cluster: JsonObject;
  readonly user: JsonObject;
  /** Folders of the files that the two came from, for the relative paths inside. */
  readonly clusterFolder: string;
  readonly userFolder: string;
}

interface Entry {
  readonly folder: string;
  readonly body: JsonObject;
}

interface Kubeconfig {
  readonly contexts: ReadonlyMap<string, Entry>;
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
  readonly current: string | undefined;
}

/**
 * The context `name` (empty: the current one) of one or several kubeconfig files joined as in KUBECONFIG.
 * Merged as kubectl does: the first file that has an entry wins, files that do not exist are left out
 * unless there is only one. Throws AddonsError KUBE-CONFIG-* and KUBE-CONTEXT-UNKNOWN.
 */
export function readKubeContext(paths: string, name: string): KubeContext {
  const config = readKubeconfig(paths);
  const wanted = name === "" ? config.current : name;
  if (wanted === undefined || wanted === "") throw noCurrentContext(paths);
  const context = config.contexts.get(wanted);
  if (context === undefined) throw unknownContext(wanted, paths, [...config.contexts.keys()]);
  const cluster = entryOf(config.clusters, { kind: "cluster", name: context.body["cluster"], context: wanted, paths });
  const user = context.body["user"];
  const login =
    user === undefined || user === "" || user === null
      ? { folder: cluster.folder, body: {} }
      : entryOf(config.users, { kind: "user", name: user, context: wanted, paths });
  return {
    name: wanted,
    cluster: cluster.body,
    user: login.body,
    clusterFolder: cluster.folder,
    userFolder: login.folder,
  };
}

function readKubeconfig(paths: string): Kubeconfig {
  const files = paths.split(delimiter).filter((path) => path !== "");
  const contexts = new Map<string, Entry>();
  const clusters = new Map<string, Entry>();
  const users = new Map<string, Entry>();
  let current: string | undefined;
  for (const file of files) {
    const text = readText(file, files.length);
    if (text === undefined) continue;
    const config = parseConfig(text, file);
    const folder = dirname(resolve(file));
    collect(contexts, config["contexts"], { key: "context", folder });
    collect(clusters, config["clusters"], { key: "cluster", folder });
    collect(users, config["users"], { key: "user", folder });
    const selected = config["current-context"];
    if (current === undefined && typeof selected === "string" && selected !== "") current = selected;
  }
  return { contexts, clusters, users, current };
}

function readText(file: string, files: number): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    if (missing && files > 1) return undefined;
    throw new AddonsError(
      "KUBE-CONFIG-MISSING",
      `The kubeconfig ${file} ${missing ? "does not exist" : "cannot be read"}.`,
      {
        kind: "failed",
        hint: "name another file with --kubeconfig or KUBECONFIG, or let your cluster's tool write this one",
        cause,
      },
    );
  }
}

function parseConfig(text: string, file: string): JsonObject {
  let config: unknown;
  try {
    config = parse(text, { uniqueKeys: false, maxAliasCount: 100, logLevel: "error" });
  } catch {
    // The parser's own message quotes the text around the fault, which may be a credential.
    throw brokenConfig(file, "it is not valid YAML");
  }
  if (config === null || config === undefined) return {};
  if (!isJsonObject(config)) throw brokenConfig(file, "it is not a mapping");
  return config;
}

function brokenConfig(file: string, why: string): AddonsError {
  return new AddonsError("KUBE-CONFIG-BROKEN", `The kubeconfig ${file} cannot be used: ${why}.`, {
    kind: "failed",
    hint: `check it with: kubectl --kubeconfig ${file} config view`,
  });
}

function collect(
  into: Map<string, Entry>,
  list: unknown,
  from: { readonly key: string; readonly folder: string },
): void {
  if (!Array.isArray(list)) return;
  for (const item of list) {
    if (!isJsonObject(item)) continue;
    const name = item["name"];
    const body = item[from.key];
    if (typeof name !== "string" || into.has(name)) continue;
    into.set(name, { folder: from.folder, body: isJsonObject(body) ? body : {} });
  }
}

interface Reference {
  readonly kind: "cluster" | "user";
  readonly name: unknown;
  readonly context: string;
  readonly paths: string;
}

function entryOf(entries: ReadonlyMap<string, Entry>, reference: Reference): Entry {
  const name = typeof reference.name === "string" ? reference.name : "";
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  throw brokenConfig(
    reference.paths,
    `context "${reference.context}" names the ${reference.kind} "${name}", which it does not have`,
  );
}

function noCurrentContext(paths: string): AddonsError {
  return new AddonsError("KUBE-CONTEXT-UNKNOWN", `The kubeconfig ${paths} has no current context.`, {
    kind: "failed",
    hint: "name one with --context, or set it: kubectl config use-context NAME",
  });
}

function unknownContext(name: string, paths: string, known: readonly string[]): AddonsError {
  const guess = nearest(name, known);
  const list = known.length === 0 ? "it has none" : `it has: ${[...known].sort().join(", ")}`;
  return new AddonsError("KUBE-CONTEXT-UNKNOWN", `The kubeconfig ${paths} has no context "${name}"; ${list}.`, {
    kind: "failed",
    hint:
      guess === undefined
        ? "name a context of the list, or another kubeconfig with --kubeconfig"
        : `did you mean "${guess}"?`,
  });
}

/** A path of a kubeconfig, relative to the file that names it. */
export function resolvePath(folder: string, path: string): string {
  return isAbsolute(path) ? path : resolve(folder, path);
}
