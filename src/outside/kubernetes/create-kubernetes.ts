import { isJsonObject } from "../../support/json.ts";
import type { JsonObject } from "../../support/json.ts";
import { AddonsError } from "../../support/addons-error.ts";
import { createRedactor } from "../../support/redact.ts";
import type { Redactor } from "../../support/redact.ts";
import type { Processes } from "../process/processes.ts";
import { childEnvironment } from "../system/child-environment.ts";
import { readConnection } from "./connection.ts";
import { discoverResources } from "./discover-resources.ts";
import type {
  ClusterAccess,
  KubernetesObject,
  KubernetesReader,
  KubernetesWriter,
  ObjectRef,
  Resource,
} from "./kubernetes.ts";
import { listObjects } from "./list-objects.ts";
import { createLogin } from "./login.ts";
import { proxySettings } from "./proxy-settings.ts";
import { collectionPath, collectionText, objectPath, objectText, queryText } from "./resource-path.ts";
import { textOf } from "./text-of.ts";
import { createGetTransport, createSendTransport } from "./transport.ts";
import type { GetTransport, SendTransport, TransportParts } from "./transport.ts";
import { watchObjects } from "./watch-objects.ts";

export interface KubernetesOptions {
  /** Runs exec credential plugins; without it a context that needs one is an error. */
  readonly processes?: Processes;
  /** Environment of exec credential plugins, which also names the proxy; default: what children get of ours. */
  readonly env?: Readonly<Record<string, string>>;
  readonly redactor?: Redactor;
  /** Limit for one whole answer; default 30 s. */
  readonly requestTimeoutMs?: number;
  /** Limit for connecting; default 10 s. */
  readonly connectTimeoutMs?: number;
}

/** Connects nowhere yet. Throws AddonsError KUBE-CONFIG-* and KUBE-CONTEXT-UNKNOWN. */
export function createKubernetes(access: ClusterAccess, options: KubernetesOptions = {}): KubernetesWriter {
  const parts = transportParts(access, options);
  const transport = createSendTransport(parts);
  // The descriptors keep `requests` a live count.
  return Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(reader(transport, parts)),
      ...Object.getOwnPropertyDescriptors(writes(transport)),
    },
  ) as KubernetesWriter;
}

/** As `createKubernetes`, on a transport that knows no other method than GET. */
export function createKubernetesReader(access: ClusterAccess, options: KubernetesOptions = {}): KubernetesReader {
  const parts = transportParts(access, options);
  return reader(createGetTransport(parts), parts);
}

function transportParts(access: ClusterAccess, options: KubernetesOptions): TransportParts {
  const connection = readConnection(access);
  const redactor = options.redactor ?? createRedactor();
  const env = options.env ?? childEnvironment(process.env);
  const closing = new AbortController();
  const login = createLogin(connection, {
    processes: options.processes,
    env,
    redactor,
    signal: closing.signal,
  });
  return {
    connection,
    login,
    redactor,
    proxy: proxySettings(connection, env),
    requestMs: options.requestTimeoutMs ?? 30_000,
    connectMs: options.connectTimeoutMs ?? 10_000,
    closing,
  };
}

function reader(transport: GetTransport, parts: TransportParts): KubernetesReader {
  const { connection, redactor } = parts;
  let resources: Promise<readonly Resource[]> | undefined;
  return {
    server: `${connection.url.origin}${connection.base}`,
    get requests() {
      return transport.requests;
    },
    async get(ref) {
      const answer = await transport.get({ verb: "get", what: objectText(ref), path: objectPath(ref) });
      return answer as KubernetesObject | undefined;
    },
    list: (query) => listObjects(transport, query, "whole"),
    listMetadata: (query) => listObjects(transport, query, "metadata"),
    watch: (query, signal) =>
      watchObjects(
        {
          transport,
          redactor,
          asked: (verb, what) => ({ context: connection.context, host: connection.url.host, verb, what }),
        },
        query,
        signal,
      ),
    async resources() {
      const known = (resources ??= discoverResources(transport));
      try {
        return await known;
      } catch (error) {
        if (resources === known) resources = undefined;
        throw error;
      }
    },
    forgetResources() {
      resources = undefined;
    },
    version: () => serverVersion(transport),
    close: () => transport.close(),
  };
}

async function serverVersion(transport: GetTransport): Promise<string> {
  const answer = await transport.get({ verb: "get", what: "the version", path: "/version" });
  const major = digits(answer, "major");
  const minor = digits(answer, "minor");
  if (major !== "" && minor !== "") return `${major}.${minor}`;
  throw new AddonsError("KUBE-BROKEN-ANSWER", "The API server does not say which version of Kubernetes it is.", {
    kind: "failed",
    hint: "check that the server address of the context is a Kubernetes API server",
  });
}

/** Providers add a plus sign: `28+`. */
function digits(answer: JsonObject | undefined, key: string): string {
  return /^\d+/.exec(textOf(answer?.[key]))?.[0] ?? "";
}

type Writes = Pick<KubernetesWriter, "create" | "replace" | "apply" | "patchJson" | "delete">;

function writes(transport: SendTransport): Writes {
  return {
    async create(resource, object, options) {
      const query = { resource, ...namespaceOf(object) };
      const path = `${collectionPath(resource, query.namespace)}${queryText({ fieldManager: options?.fieldManager })}`;
      const what = collectionText(query);
      return (await transport.send({
        method: "POST",
        verb: "create",
        what,
        path,
        body: object,
        contentType: JSON_TYPE,
      })) as KubernetesObject;
    },
    async replace(ref, object) {
      const to = { verb: "update", what: objectText(ref), path: objectPath(ref) };
      return (await transport.send({ ...to, method: "PUT", body: object, contentType: JSON_TYPE })) as KubernetesObject;
    },
    async apply(ref, object, options) {
      const query = queryText({
        fieldManager: options.fieldManager,
        force: options.conflicts === "force" ? "true" : undefined,
      });
      const to = { verb: "patch", what: objectText(ref), path: `${objectPath(ref)}${query}` };
      return (await transport.send({
        ...to,
        method: "PATCH",
        body: object,
        contentType: APPLY_TYPE,
      })) as KubernetesObject;
    },
    async patchJson(ref, patch, options) {
      const path = `${objectPath(ref)}${queryText({ fieldManager: options.fieldManager })}`;
      const to = { verb: "patch", what: objectText(ref), path };
      return (await transport.send({
        ...to,
        method: "PATCH",
        body: patch,
        contentType: PATCH_TYPE,
      })) as KubernetesObject;
    },
    delete: (ref, preconditions) => deleteObject(transport, ref, preconditions),
  };
}

const JSON_TYPE = "application/json";
const PATCH_TYPE = "application/json-patch+json";
/** JSON is YAML: there is no JSON type for server-side apply before Kubernetes 1.34. */
const APPLY_TYPE = "application/apply-patch+yaml";

async function deleteObject(
  transport: SendTransport,
  ref: ObjectRef,
  preconditions: Parameters<KubernetesWriter["delete"]>[1],
): Promise<void> {
  const body: JsonObject = {
    apiVersion: "v1",
    kind: "DeleteOptions",
    propagationPolicy: "Background",
    ...(preconditions && { preconditions: { ...preconditions } }),
  };
  try {
    const to = { verb: "delete", what: objectText(ref), path: objectPath(ref) };
    await transport.send({ ...to, method: "DELETE", body, contentType: JSON_TYPE });
  } catch (error) {
    if (!(error instanceof AddonsError) || error.code !== "KUBE-NOT-FOUND") throw error;
  }
}

function namespaceOf(object: KubernetesObject): { readonly namespace?: string } {
  const namespace = isJsonObject(object.metadata) ? object.metadata["namespace"] : undefined;
  return typeof namespace === "string" ? { namespace } : {};
}
