import { chartError } from "../archive/chart-error.ts";
import { compileGlob } from "./glob.ts";

/** Whether a path (relative to the chart, forward slashes) stays out of the package. */
export type IgnoreRules = (path: string, kind: "file" | "folder") => boolean;

interface Rule {
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  readonly matches: (path: string) => boolean;
}

/**
 * .helmignore exactly as Helm's pkg/ignore reads it, oddities included: the first rule that matches decides, and a
 * negated rule leaves out everything that it does not match.
 */
export function parseHelmIgnore(text: string, origin: string): IgnoreRules {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const rules = lines.flatMap((line, index) => parseRule(line, `${origin}:${index + 1}`) ?? []);
  // Helm's default: dot files directly below templates/.
  rules.push({ negated: false, foldersOnly: false, matches: compileGlob("templates/.?*") ?? (() => false) });
  return (path, kind) => {
    for (const rule of rules) {
      const excluded = rule.foldersOnly && kind === "file";
      const matched = !excluded && rule.matches(path);
      if (rule.negated ? !matched : matched) return true;
    }
    return false;
  };
}

function parseRule(line: string, where: string): Rule | undefined {
  const text = line.trim();
  if (text === "" || text.startsWith("#")) return undefined;
  if (text.includes("**")) {
    throw chartError("CHART-HELMIGNORE", `${where}: "**" is not supported by Helm`, "name the folder, or use one *");
  }
  if (compileGlob(text) === undefined)
    throw chartError("CHART-HELMIGNORE", `${where}: malformed pattern ${JSON.stringify(text)}`, "correct the pattern");
  const negated = text.startsWith("!");
  const positive = negated ? text.slice(1) : text;
  const foldersOnly = positive.endsWith("/");
  const glob = foldersOnly ? positive.slice(0, -1) : positive;
  return { negated, foldersOnly, matches: matcher(glob) };
}

/** A pattern without a slash looks at the last part of the path only. */
function matcher(glob: string): (path: string) => boolean {
  const never = (): boolean => false;
  if (glob.startsWith("/")) return compileGlob(glob.slice(1)) ?? never;
  const matches = compileGlob(glob) ?? never;
  if (glob.includes("/")) return matches;
  return (path) => matches(path.slice(path.lastIndexOf("/") + 1));
}
