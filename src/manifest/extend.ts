import type { Problem, SourcePosition } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { ManifestFile, ManifestFiles } from "./manifest-files.ts";
import { projectPath } from "../support/project-path.ts";

/**
 * A file and all it extends, lowest layer first. A base that is reached on several ways counts once, where it was first
 * reached. Undefined when a file is missing or unreadable, which was reported: what rests on it cannot be judged.
 */
export async function extend(
  file: ManifestFile,
  files: ManifestFiles,
  report: (problem: Problem) => void,
): Promise<readonly ManifestFile[] | undefined> {
  const layers = new Map<string, ManifestFile>();
  let isComplete = true;
  const visit = async (current: ManifestFile, above: readonly string[]): Promise<void> => {
    const path = [...above, current.source.file];
    for (const named of bases(current)) {
      const at = current.source.at(named.path);
      const base = projectPath(current.source.file, named.name);
      if (base !== undefined && layers.has(base)) continue;
      const read = await readBase(base, { named: named.name, at, path });
      if (read === undefined) isComplete = false;
      else await visit(read, path);
    }
    layers.set(current.source.file, current);
  };
  const readBase = async (base: string | undefined, from: From): Promise<ManifestFile | undefined> => {
    const { at, path } = from;
    if (base === undefined) report(outside(from.named, at));
    else if (path.includes(base)) report(cycle([...path.slice(path.indexOf(base)), base], at));
    else return files.manifest(base, { at, expects: "Base", report });
    return undefined;
  };
  await visit(file, []);
  return isComplete ? [...layers.values()] : undefined;
}

interface From {
  readonly named: string;
  readonly at: SourcePosition;
  /** Files on the way here, outermost first. */
  readonly path: readonly string[];
}

function bases({ data }: ManifestFile): readonly { readonly name: string; readonly path: YamlPath }[] {
  const { extends: names } = data;
  if (typeof names === "string") return [{ name: names, path: ["extends"] }];
  if (!Array.isArray(names)) return [];
  return names.flatMap((name: unknown, index) =>
    typeof name === "string" ? [{ name, path: ["extends", index] }] : [],
  );
}

function outside(name: string, at: SourcePosition): Problem {
  return {
    code: "MANIFEST-OUTSIDE-PROJECT",
    severity: "error",
    message: `${name} lies outside the project`,
    hint: "copy the file into the project; paths are relative to the file that names them",
    at,
  };
}

function cycle(files: readonly string[], at: SourcePosition): Problem {
  return {
    code: "MANIFEST-EXTENDS-CYCLE",
    severity: "error",
    message: `extends goes round in a circle: ${files.join(" → ")}`,
    hint: "remove one of these extends",
    at,
  };
}
