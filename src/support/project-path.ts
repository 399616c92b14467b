import { posix } from "node:path";

/** A path as `file` names it, from the project folder, with forward slashes; undefined when it leads out of the project. */
export function projectPath(file: string, path: string): string | undefined {
  if (path.startsWith("/") || path.includes("\\") || /^[A-Za-z](:|[A-Za-z0-9+.-]*:\/\/)/.test(path)) return undefined;
  const joined = posix.join(posix.dirname(file), path);
  if (joined === ".." || joined.startsWith("../")) return undefined;
  return joined.length > 1 && joined.endsWith("/") ? joined.slice(0, -1) : joined;
}
