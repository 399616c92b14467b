import { readFileSync } from "node:fs";
import { AddonsError } from "../../support/addons-error.ts";
import type { JsonObject } from "../../support/json.ts";
import { readKubeContext, resolvePath } from "./read-kubeconfig.ts";
import type { KubeContext } from "./read-kubeconfig.ts";
import type { ClusterAccess } from "./kubernetes.ts";

/** Where and how to connect, without the login (see login.ts). */
export interface Connection {
  readonly context: string;
  readonly url: URL;
  /** Path prefix of the server URL without a slash at the end. */
  readonly base: string;
  readonly tls: TlsSettings;
  readonly login: LoginSource;
  /** `proxy-url`: http or https. */
  readonly proxy?: string;
}

export interface TlsSettings {
  readonly ca?: Uint8Array;
  readonly cert?: Uint8Array;
  readonly key?: Uint8Array;
  readonly servername?: string;
  readonly rejectUnauthorized: boolean;
}

/** Where the Authorization header comes from. */
export type LoginSource =
  | { readonly kind: "none" }
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "token-file"; readonly path: string }
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  | { readonly kind: "exec"; readonly exec: JsonObject; readonly folder: string; readonly cluster: JsonObject };

/** Throws AddonsError KUBE-CONFIG-* and KUBE-CONTEXT-UNKNOWN. */
export function readConnection(access: ClusterAccess): Connection {
  const context = readKubeContext(access.kubeconfig, access.context);
  const url = serverUrl(context);
  const proxy = proxyUrl(context);
  return {
    context: context.name,
    url,
    base: url.pathname.replace(/\/+$/, ""),
    tls: tlsSettings(context),
    login: loginSource(context),
    ...(proxy !== undefined && { proxy }),
  };
}

function serverUrl(context: KubeContext): URL {
  const server = text(context.cluster, "server") ?? "http://localhost:8080";
  const url = URL.parse(server);
  if (url !== null && (url.protocol === "https:" || url.protocol === "http:")) return url;
  throw new AddonsError("KUBE-CONFIG-BROKEN", `Context "${context.name}" has no usable server address.`, {
    kind: "failed",
    hint: "it must begin with https:// (or http://) in clusters[].cluster.server of the kubeconfig",
  });
}

function proxyUrl(context: KubeContext): string | undefined {
  const proxy = text(context.cluster, "proxy-url");
  if (proxy === undefined || /^https?:\/\//.test(proxy)) return proxy;
  throw unsupported(
    context,
    "a proxy-url that is not http:// or https://",
    "use an HTTP proxy, or a context that reaches the API server directly",
  );
}

function tlsSettings(context: KubeContext): TlsSettings {
  const ca = bytes(context, { body: context.cluster, folder: context.clusterFolder, key: "certificate-authority" });
  const login = { body: context.user, folder: context.userFolder };
  const cert = bytes(context, { ...login, key: "client-certificate" });
  const key = bytes(context, { ...login, key: "client-key" });
  const servername = text(context.cluster, "tls-server-name");
  return {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(servername !== undefined && { servername }),
    rejectUnauthorized: context.cluster["insecure-skip-tls-verify"] !== true,
  };
}

function loginSource(context: KubeContext): LoginSource {
  const user = context.user;
  const path = text(user, "tokenFile");
  if (path !== undefined) return { kind: "token-file", path: resolvePath(context.userFolder, path) };
  const token = text(user, "token");
  if (token !== undefined) return { kind: "token", token };
  const username = text(user, "username");
  if (username !== undefined) return { kind: "basic", username, password: text(user, "password") ?? "" };
  const exec = user["exec"];
  if (typeof exec === "object" && exec !== null && !Array.isArray(exec)) {
    return { kind: "exec", exec: exec as JsonObject, folder: context.userFolder, cluster: context.cluster };
  }
  if (user["auth-provider"] !== undefined) {
    throw unsupported(
      context,
      "auth-provider",
      "it was removed from Kubernetes: let your cluster's tool write an exec plugin instead",
    );
  }
  return { kind: "none" };
}

interface BytesField {
  readonly body: JsonObject;
  readonly folder: string;
  readonly key: string;
}

/** `KEY-data` (base64) wins over the file `KEY`, as in kubectl. */
function bytes(context: KubeContext, field: BytesField): Uint8Array | undefined {
  const data = text(field.body, `${field.key}-data`);
  if (data !== undefined) return Buffer.from(data, "base64");
  const path = text(field.body, field.key);
  if (path === undefined) return undefined;
  try {
    return readFileSync(resolvePath(field.folder, path));
  } catch (cause) {
    throw new AddonsError(
      "KUBE-CONFIG-BROKEN",
      `Context "${context.name}" names ${field.key} ${path}, which cannot be read.`,
      {
        kind: "failed",
        hint: `paths are relative to the kubeconfig's folder, ${field.folder}`,
        cause,
      },
    );
  }
}

function text(body: JsonObject, key: string): string | undefined {
  const value = body[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function unsupported(context: KubeContext, key: string, hint: string): AddonsError {
  return new AddonsError(
    "KUBE-CONFIG-UNSUPPORTED",
    `Context "${context.name}" uses ${key}, which addons does not support.`,
    {
      kind: "failed",
      hint,
    },
  );
}
