import { homedir, tmpdir, userInfo } from "node:os";
import { isAbsolute, join } from "node:path";

/** Where charts and what is known of programs are kept: ADDONS_CACHE, else XDG_CACHE_HOME, else ~/.cache, else a temporary folder of this user. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const named = env["ADDONS_CACHE"];
  if (named !== undefined && isAbsolute(named)) return named;
  const xdg = env["XDG_CACHE_HOME"];
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, "addons");
  const home = env["HOME"] || homeOfUser();
  return home === undefined ? join(tmpdir(), `addons-cache-${userInfo().uid}`) : join(home, ".cache", "addons");
}

/** A user of a container may have no entry in the password file, and then no home. */
function homeOfUser(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}
