import { directAuth, type Credentials } from "../transfer/credentials.ts";
import { isLoopback } from "../transfer/url.ts";

/** A login goes to scheme, host and port of a `trusted` address alone, and over plain http only to this computer. */
export async function authorizationFor(
  credentials: Credentials,
  url: string,
  trusted: readonly string[],
): Promise<string | undefined> {
  const { origin, host, hostname, protocol } = new URL(url);
  if (
    !trusted.some((address) => new URL(address).origin === origin) ||
    (protocol !== "https:" && !isLoopback(hostname))
  )
    return undefined;
  const credential = await credentials.find(host);
  return credential && directAuth(credential);
}
