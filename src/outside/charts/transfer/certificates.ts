import { createPrivateKey, X509Certificate } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type tls from "node:tls";
import { AddonsError } from "../../../support/addons-error.ts";
import { once, onceFor } from "../../../support/once.ts";
import { configFolder, dockerFolder } from "./login-files.ts";

/** What is trusted and shown in TLS, per host. */
export interface Certificates {
  /** For `host` or `host:port`. AddonsError `CHART-CERTIFICATE` for files that cannot be used. */
  contextFor(host: string): Promise<tls.SecureContext>;
  /** Whether there are certificates for this very host. Same errors. */
  knows(host: string): Promise<boolean>;
  /** What `contextFor` is made of, for a program. Same errors. */
  filesFor(host: string): Promise<CertificateFiles>;
}

export interface CertificateFiles {
  /** In PEM: everything that is trusted; absent when those of this computer are all. */
  readonly authorities?: readonly string[];
  /** Absolute paths of the first certificate that is to be shown. */
  readonly client?: { readonly cert: string; readonly key: string };
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Trusted are Node's authorities (with NODE_EXTRA_CA_CERTS), those of this computer, those in SSL_CERT_FILE, and for one
 * host `*.crt` in its folder of Docker's layout: `certs.d/HOST[:PORT]/{*.crt, *.cert, *.key}`.
 */
export function createCertificates(env: Env): Certificates {
  const roots = once(() => readRoots(env));
  const contexts = new Map<string, Promise<tls.SecureContext>>();
  const hosts = new Map<string, Promise<HostCertificates>>();
  const ownOf = (host: string): Promise<HostCertificates> => onceFor(hosts, host, () => readHost(env, host));
  const make = async (host: string): Promise<tls.SecureContext> => {
    const { authorities, pairs } = await ownOf(host);
    return nodeTls().createSecureContext({
      ca: [...(await roots()), ...authorities],
      ...(pairs.length === 0 ? {} : { cert: pairs.map(({ cert }) => cert), key: pairs.map(({ key }) => key) }),
    });
  };
  return {
    contextFor: (host) => onceFor(contexts, host, () => make(host)),
    async knows(host) {
      const { authorities, pairs } = await ownOf(host);
      return authorities.length + pairs.length > 0;
    },
    async filesFor(host) {
      const { authorities, pairs } = await ownOf(host);
      const isOwn = authorities.length > 0 || OWN_AUTHORITIES.some((name) => (env[name] ?? "") !== "");
      const [client] = pairs.map(({ paths }) => paths);
      return {
        ...(isOwn ? { authorities: [...(await roots()), ...authorities] } : {}),
        ...(client === undefined ? {} : { client }),
      };
    },
  };
}

/** Each names a file of authorities that count beside those of this computer. */
const OWN_AUTHORITIES = ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"];

async function readRoots(env: Env): Promise<readonly string[]> {
  const known = new Set([...nodeTls().getCACertificates("default"), ...nodeTls().getCACertificates("system")]);
  const named = env["SSL_CERT_FILE"];
  if (named !== undefined && named !== "") known.add(await readAuthorities(named, "SSL_CERT_FILE names it"));
  return [...known];
}

interface HostCertificates {
  readonly authorities: readonly string[];
  readonly pairs: readonly ClientPair[];
}

interface ClientPair {
  readonly cert: string;
  readonly key: string;
  readonly paths: { readonly cert: string; readonly key: string };
}

async function readHost(env: Env, host: string): Promise<HostCertificates> {
  const parents = [
    join(dockerFolder(env), "certs.d"),
    join(configFolder(env), "containers/certs.d"),
    "/etc/docker/certs.d",
    "/etc/containers/certs.d",
  ];
  const hosts = /:\d+$/.test(host) ? [host] : [host, `${host}:443`];
  const folders = parents.flatMap((parent) => hosts.map((name) => join(parent, name)));
  const read = await Promise.all(folders.map(readFolder));
  return {
    authorities: read.flatMap(({ authorities }) => authorities),
    // TLS shows one; that of the user comes before that of the computer.
    pairs: read.map(({ pairs }) => pairs).find((pairs) => pairs.length > 0) ?? [],
  };
}

async function readFolder(folder: string): Promise<HostCertificates> {
  const names: readonly string[] = await readdir(folder).catch(() => []);
  const authorities = names.filter((name) => name.endsWith(".crt")).map((name) => join(folder, name));
  const certs = names.filter((name) => name.endsWith(".cert"));
  const alone = names.find((name) => name.endsWith(".key") && !certs.includes(name.replace(/\.key$/, ".cert")));
  if (alone !== undefined) {
    const isSwapped = names.includes(alone.replace(/\.key$/, ".crt"));
    const why = isSwapped ? `; a client certificate ends in .cert, .crt is an authority` : "";
    throw unusable(join(folder, alone), `a key without ${alone.replace(/\.key$/, ".cert")} beside it${why}`);
  }
  if (certs.length > 1) throw unusable(folder, `holds several client certificates: ${certs.sort().join(", ")}`);
  return {
    authorities: await Promise.all(authorities.map((path) => readAuthorities(path, "it stands for an authority"))),
    pairs: await Promise.all(certs.map((name) => readPair(join(folder, name)))),
  };
}

async function readAuthorities(path: string, role: string): Promise<string> {
  const text = await readText(path, role);
  certificateOf(text, path);
  return text;
}

async function readPair(path: string): Promise<ClientPair> {
  const keyPath = path.replace(/\.cert$/, ".key");
  const cert = await readText(path, "it is a client certificate");
  const key = await readText(keyPath, `it belongs to ${path}`);
  if (!certificateOf(cert, path).checkPrivateKey(privateKeyOf(key, keyPath))) {
    throw unusable(keyPath, `not the key of ${path}`);
  }
  return { cert, key, paths: { cert: path, key: keyPath } };
}

async function readText(path: string, role: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw unusable(path, `cannot be read (${code}); ${role}`);
  }
}

const PEM = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** The first of a file. All of them are looked at: OpenSSL reads up to the first that is broken, and says nothing. */
function certificateOf(text: string, path: string): X509Certificate {
  const [first] = [...text.matchAll(PEM)].map(([pem], index) => {
    try {
      return new X509Certificate(pem);
    } catch {
      throw unusable(path, `certificate ${index + 1} in it is broken`);
    }
  });
  if (first !== undefined) return first;
  throw unusable(path, "holds no certificate in PEM");
}

function privateKeyOf(text: string, path: string): ReturnType<typeof createPrivateKey> {
  try {
    return createPrivateKey(text);
  } catch {
    const encrypted = /ENCRYPTED/.test(text) ? "; a key with a passphrase cannot be used" : "";
    throw unusable(path, `holds no private key in PEM${encrypted}`);
  }
}

function unusable(path: string, why: string): AddonsError {
  const hint = "put files in PEM there, or remove it; docs/charts.md shows the layout";
  return new AddonsError("CHART-CERTIFICATE", `${path}: ${why}`, { kind: "failed", hint });
}

/** Only loaded when something speaks TLS. */
function nodeTls(): typeof tls {
  return process.getBuiltinModule("node:tls");
}
