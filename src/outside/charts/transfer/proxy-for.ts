import { BlockList, isIP } from "node:net";
import { domainToASCII } from "node:url";
import { AddonsError } from "../../../support/addons-error.ts";
import { showUrl } from "./url.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The address of the proxy for a URL, with its login; undefined: none. */
export type ProxyFor = (url: string) => string | undefined;

/**
 * HTTPS_PROXY, HTTP_PROXY and NO_PROXY (or in small letters) as Go's httpproxy reads them, and so as Helm does: this computer is
 * never asked for through a proxy; NO_PROXY lists `*`, addresses, address ranges, and domains with everything below them, each
 * with or without a port. Unlike there, a proxy that cannot be used is an error (`CHART-PROXY`), never silently left out.
 */
export function proxyFor(env: Env): ProxyFor {
  const isExempt = readExemptions(env["NO_PROXY"] || env["no_proxy"] || "");
  return (text) => {
    const url = new URL(text);
    const name = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
    const value = env[name] || env[name.toLowerCase()];
    if (value === undefined || value === "") return undefined;
    const target = { host: url.hostname.replace(/^\[|\]$/g, ""), port: url.port || DEFAULT_PORT[url.protocol] || "" };
    if (target.host === "localhost" || isLoopbackAddress(target.host) || isExempt(target)) return undefined;
    return proxyAddress(name, value);
  };
}

const DEFAULT_PORT: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

interface Target {
  /** In small letters, without brackets. */
  readonly host: string;
  readonly port: string;
}

function readExemptions(list: string): (target: Target) => boolean {
  const entries = list.split(",").map((entry) => entry.trim().toLowerCase());
  const rules = entries.flatMap((entry) => exemption(entry) ?? []);
  return (target) => rules.some((rule) => rule(target));
}

function exemption(entry: string): ((target: Target) => boolean) | undefined {
  if (entry === "") return undefined;
  if (entry === "*") return () => true;
  const range = addressRange(entry);
  if (range) return ({ host }) => isIP(host) !== 0 && range.check(host, family(host));
  const { host, port } = splitPort(entry);
  if (host === "") return undefined;
  const fits = (target: Target): boolean => port === "" || port === target.port;
  if (isIP(host) !== 0) {
    const one = new BlockList();
    one.addAddress(host, family(host));
    return (target) => isIP(target.host) !== 0 && one.check(target.host, family(target.host)) && fits(target);
  }
  const bare = host.replace(/^\*(?=\.)/, "");
  const below = bare.startsWith(".");
  const name = below ? bare.slice(1) : bare;
  const suffix = `.${domainToASCII(name) || name}`;
  return (target) => (target.host.endsWith(suffix) || (!below && target.host === suffix.slice(1))) && fits(target);
}

function addressRange(entry: string): BlockList | undefined {
  const [address = "", bits = ""] = entry.split("/");
  if (!entry.includes("/") || isIP(address) === 0 || !/^\d{1,3}$/.test(bits)) return undefined;
  if (Number(bits) > (isIP(address) === 4 ? 32 : 128)) return undefined;
  const range = new BlockList();
  range.addSubnet(address, Number(bits), family(address));
  return range;
}

/** `host:port`, `[v6]:port`, or a host alone, which a bare IPv6 address is. */
function splitPort(entry: string): { host: string; port: string } {
  const found = /^(?:\[([^\]]*)\]|([^:]*)):([^:]*)$/.exec(entry);
  if (!found) return { host: entry, port: "" };
  return { host: found[1] ?? found[2] ?? "", port: found[3] ?? "" };
}

function family(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

function isLoopbackAddress(host: string): boolean {
  return isIP(host) !== 0 && LOOPBACK.check(host, family(host));
}

/** `host:port` is meant as http. */
function proxyAddress(name: string, value: string): string {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  if (url && url.host !== "" && ["http:", "https:"].includes(url.protocol)) return url.href;
  const kind = url && url.host !== "" ? `of the kind ${url.protocol.slice(0, -1)}` : "without a host";
  const shown = url ? showUrl(url.href) : "its value";
  throw new AddonsError("CHART-PROXY", `${name}: ${shown} is an address ${kind}`, {
    kind: "usage",
    hint: `name an http or https proxy, for example ${name}=http://proxy.example.com:3128`,
  });
}
