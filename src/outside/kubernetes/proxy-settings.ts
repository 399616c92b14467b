import { isIPv4 } from "node:net";
import type { Connection } from "./connection.ts";

/** As Node's agents take it (`proxyEnv`). */
export type ProxySettings = Readonly<Record<string, string>>;

const VARIABLES = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] as const;

/**
 * How to get to the API server: through the kubeconfig's proxy-url, else through the proxy that the environment
 * names, as kubectl and helm do. The environment's proxy is not used for this computer itself.
 */
export function proxySettings(
  connection: Connection,
  env: Readonly<Record<string, string>>,
): ProxySettings | undefined {
  const { proxy, url } = connection;
  if (proxy !== undefined) return { HTTPS_PROXY: proxy, HTTP_PROXY: proxy };
  if (isThisComputer(url.hostname)) return undefined;
  const settings: Record<string, string> = {};
  for (const name of VARIABLES) {
    const value = env[name] || env[name.toLowerCase()];
    if (value) settings[name] = value;
  }
  return Object.keys(settings).length === 0 ? undefined : settings;
}

function isThisComputer(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || (isIPv4(hostname) && hostname.startsWith("127."));
}
