import type { Files } from "../../src/outside/files/files.ts";

/** A project in memory, for where the text of its files is the question and not the disk. */
export function filesInMemory(contents: Readonly<Record<string, string>>): Files {
  return {
    root: "/project",
    read: (path) => Promise.resolve(contents[path] ?? ""),
    readIfExists: (path) => Promise.resolve(contents[path]),
    list: (folder) => Promise.resolve(namesIn(folder, Object.keys(contents))),
    write: () => Promise.resolve("unchanged"),
    replace: () => Promise.resolve("unchanged"),
  };
}

function namesIn(folder: string, paths: readonly string[]): readonly string[] {
  const inside = paths.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));
  return [...new Set(inside.flatMap((path) => path.split("/", 1)))].sort();
}
