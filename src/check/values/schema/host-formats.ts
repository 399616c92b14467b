export function isIpv4(text: string): boolean {
  const groups = text.split(".");
  return groups.length === 4 && groups.every((group) => /^(?:\+?\d+|-0+)$/.test(group) && isByte(group));
}

/** A sign is read as Go's Atoi does, leading zeros are refused before that. */
function isByte(group: string): boolean {
  return !/^0./.test(group) && Number(group) <= 255;
}

/** As Go's netip reads it, without a zone. */
export function isIpv6(text: string): boolean {
  const [head = "", tail, ...more] = text.split("::");
  if (!text.includes(":") || more.length > 0) return false;
  const before = groupsOf(head, tail === undefined ? "at-the-end" : "before-more");
  const after = tail === undefined ? [] : groupsOf(tail, "at-the-end");
  if (before === undefined || after === undefined) return false;
  const count = before.length + after.length;
  return tail === undefined ? count === 8 : count <= 7;
}

/** 16 bits each; `undefined` for what is none. Only the end may be an IPv4 address. */
function groupsOf(text: string, stands: "at-the-end" | "before-more"): readonly string[] | undefined {
  if (text === "") return [];
  const groups = text.split(":");
  const last = groups.at(-1) ?? "";
  if (last.includes(".")) {
    if (stands === "before-more" || !isPlainIpv4(last)) return undefined;
    groups.splice(-1, 1, "0", "0");
  }
  return groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) ? groups : undefined;
}

function isPlainIpv4(text: string): boolean {
  return (
    /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(text) && text.split(".").every((one) => Number(one) <= 255)
  );
}

export function isHostname(text: string): boolean {
  const name = text.replace(/\.$/, "");
  const isLabel = (label: string): boolean => /^[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?$/.test(label);
  return name.length <= 253 && name.split(".").every(isLabel);
}

export function isEmail(text: string): boolean {
  const at = text.lastIndexOf("@");
  if (Buffer.byteLength(text) > 254 || at < 0) return false;
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  return isLocalPart(local) && isDomain(domain);
}

function isLocalPart(local: string): boolean {
  if (Buffer.byteLength(local) > 64) return false;
  if (local.length > 1 && local.startsWith('"') && local.endsWith('"')) return !/[\\"]/.test(local.slice(1, -1));
  return !/^\.|\.$|\.\./.test(local) && /^[0-9A-Za-z.!#$%&'*+\-/=?^_`{|}~]*$/.test(local);
}

function isDomain(domain: string): boolean {
  const [, literal] = /^\[(.*)\]$/.exec(domain) ?? [];
  if (literal === undefined) return isHostname(domain);
  return literal.startsWith("IPv6:") ? isIpv6(literal.slice("IPv6:".length)) : isIpv4(literal);
}
