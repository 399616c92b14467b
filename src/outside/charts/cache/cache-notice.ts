/** Says once per run that the cache cannot be read, and once that it cannot be written, whichever part of it meets that first. */
export type CacheNotice = (kind: "read" | "written", why: string) => void;

export function createCacheNotice(folder: string, progress: (message: string) => void): CacheNotice {
  const told = new Set<string>();
  return (kind, why) => {
    if (!told.has(kind)) progress(`The chart cache cannot be ${kind}: ${why}; the run goes on without it (${folder})`);
    told.add(kind);
  };
}
