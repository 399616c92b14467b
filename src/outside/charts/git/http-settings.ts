import type { Certificates } from "../transfer/certificates.ts";
import { basicAuth, type Credentials } from "../transfer/credentials.ts";
import type { ProxyFor } from "../transfer/proxy-for.ts";
import { authoritiesFile } from "./authorities-file.ts";
import type { GitSetting } from "./git-program.ts";

export interface HttpOutsideOfGit {
  readonly credentials: Credentials;
  readonly certificates: Certificates;
  readonly proxyFor: ProxyFor;
  /** Absolute folder in the cache: bare repositories, and what git is given as files. */
  readonly folder: string;
}

/**
 * How git is to ask a server: with the login, certificates and proxy that other sources have, too. Logins and certificates
 * are for this host alone: git would take them along on a redirect, so with one of them none is followed.
 */
export async function httpSettings(url: URL, outside: HttpOutsideOfGit): Promise<readonly GitSetting[]> {
  if (url.protocol !== "https:" && url.protocol !== "http:") return [];
  const place = `http.${url.protocol}//${url.host}/`;
  const header = await loginHeader(url, outside.credentials);
  const { authorities, client } = url.protocol === "https:" ? await outside.certificates.filesFor(url.host) : {};
  const proxy = outside.proxyFor(url.href);
  const settings: GitSetting[] = [["http.followRedirects", header || client ? "false" : "initial"]];
  if (header !== undefined) settings.push([`${place}.extraHeader`, header]);
  if (authorities) settings.push([`${place}.sslCAInfo`, await authoritiesFile(outside.folder, authorities)]);
  if (client) settings.push([`${place}.sslCert`, client.cert], [`${place}.sslKey`, client.key]);
  if (proxy !== undefined) settings.push(["http.proxy", proxy]);
  return settings;
}

/** One place for all logins; git's own helpers are not asked. Tokens that have to be exchanged first are for registries. */
async function loginHeader(url: URL, credentials: Credentials): Promise<string | undefined> {
  const found = await credentials.find(url.host);
  if (found === undefined || found.kind === "refresh-token") return undefined;
  return `Authorization: ${found.kind === "bearer" ? `Bearer ${found.token}` : basicAuth(found)}`;
}
