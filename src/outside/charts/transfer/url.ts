/** A URL for messages: user, password and query may be secret. */
export function showUrl(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) return "(not a URL)";
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}

/** Plain http carries no secrets and is only spoken to registries on this computer. */
export function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return bare === "localhost" || bare.endsWith(".localhost") || bare === "::1" || /^127(\.\d{1,3}){3}$/.test(bare);
}
