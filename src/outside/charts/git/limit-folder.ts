import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Aborts `signal` when the files of a folder, at every depth, get larger than the limit while somebody writes them. */
export function limitFolder(folder: string, limit: number): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const timer = setInterval(() => {
    void sizeOf(folder).then((size) => {
      if (size > limit) controller.abort();
    });
  }, POLL_MS);
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}

const POLL_MS = 100;

/** What is gone or may not be read counts as nothing. */
async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (info) => (info.isFile() ? info.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
