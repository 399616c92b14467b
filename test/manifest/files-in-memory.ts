import type { Files } from "../../src/outside/files/files.ts";

/** A project in memory, for where the text of its files is the question and not the disk. */
export function filesInMemory(contents: Readonly<Record<string, string>>): Files {
  return {
    root: "/project",
    read: (path) => Promise.resolve(contents[path] ?? ""),
    readIfExists: (path) => Promise.resolve(contents[path]),
    list: (folder) =>
      Promise.resolve(
        Object.keys(contents).flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [])),
      ),
    write: () => Promise.resolve("unchanged"),
  };
}
