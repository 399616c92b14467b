import type { Files } from "./files.ts";

/**
 * The files as they were when they were first read: whatever somebody writes while a run goes on, all parts of it see the
 * same text. What the run itself writes is seen at once.
 */
export function readOnce(files: Files): Files {
  const texts = new Map<string, Promise<string | undefined>>();
  const folders = new Map<string, Promise<readonly string[]>>();
  const textOf = async (path: string): Promise<string | undefined> => {
    const text = texts.get(path) ?? files.readIfExists(path);
    texts.set(path, text);
    return await text;
  };
  return {
    root: files.root,
    // A missing file is asked for again: the error says what is missing.
    read: async (path) => (await textOf(path)) ?? (await files.read(path)),
    readIfExists: textOf,
    async list(folder) {
      const names = folders.get(folder) ?? files.list(folder);
      folders.set(folder, names);
      return await names;
    },
    async write(path, text) {
      texts.delete(path);
      folders.clear();
      return await files.write(path, text);
    },
    async replace(path, change) {
      texts.delete(path);
      folders.clear();
      return await files.replace(path, change);
    },
  };
}
