import { isIpv6 } from "./host-formats.ts";

/** An absolute URL that Go's net/url parses. */
export function isUri(text: string): boolean {
  const parsed = parseUrl(text);
  return parsed !== undefined && parsed.scheme !== "";
}

export function isUriReference(text: string): boolean {
  return !text.includes("\\") && parseUrl(text) !== undefined;
}

/** Curly braces of the path must come in pairs. */
export function isUriTemplate(text: string): boolean {
  const parsed = parseUrl(text);
  return (
    parsed !== undefined && parsed.path.split("/").every((part) => /^[^{}]*(?:\{[^{}]*\}[^{}]*)*$/.test(decoded(part)))
  );
}

interface ParsedUrl {
  readonly scheme: string;
  readonly path: string;
}

const PARTS = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?([^?#]*)(?:\?[^#]*)?(?:#([^]*))?$/;

/** What Go's url.Parse refuses: bad escapes, hosts, ports and user names, control characters, a colon where a scheme would be. */
function parseUrl(text: string): ParsedUrl | undefined {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  const found = /[\u0000-\u001f\u007f]/.test(text) ? null : PARTS.exec(text);
  if (!found || !hasGoodEscapes(found[3] ?? "")) return undefined;
  const path = pathOf(found[1] ?? "", found[2] ?? "");
  return path !== undefined && hasGoodEscapes(path) ? { scheme: found[1] ?? "", path } : undefined;
}

/** What comes behind a good authority, or all when there is none; nothing of what is no hierarchy, as in `mailto:me`. */
function pathOf(scheme: string, rest: string): string | undefined {
  if (scheme !== "" && !rest.startsWith("/")) return "";
  if (scheme === "" && /^[^/]*:/.test(rest)) return undefined;
  const hasAuthority = rest.startsWith("//") && (scheme !== "" || !rest.startsWith("///"));
  if (!hasAuthority) return rest;
  const [, authority = "", path = ""] = /^\/\/([^/]*)([^]*)$/.exec(rest) ?? [];
  return isAuthority(authority) ? path : undefined;
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf("@");
  const user = authority.slice(0, Math.max(0, at));
  return /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) && hasGoodEscapes(user) && isHost(authority.slice(at + 1));
}

function isHost(host: string): boolean {
  if (host.startsWith("[")) {
    const [, address, port] = /^\[([^\]]*)\](.*)$/.exec(host) ?? [];
    return address !== undefined && isIpv6(address) && /^(?::\d*)?$/.test(port ?? "");
  }
  const [name = "", port, ...more] = host.split(":");
  if (more.length > 0 || (port !== undefined && !/^\d*$/.test(port))) return false;
  // In a host only bytes beyond ASCII may be escaped.
  return /^(?:[A-Za-z0-9\-_.~!$&'()*+,;=<>"]|\P{ASCII}|%[89a-fA-F][0-9a-fA-F])*$/u.test(name);
}

function hasGoodEscapes(text: string): boolean {
  return !/%(?![0-9a-fA-F]{2})/.test(text);
}

function decoded(text: string): string {
  return text.replaceAll("%7B", "{").replaceAll("%7b", "{").replaceAll("%7D", "}").replaceAll("%7d", "}");
}
