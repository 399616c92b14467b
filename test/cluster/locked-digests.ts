import { parse } from "yaml";
import { lockText } from "../cli/locked-project.ts";

/** Digests of images in a project's lock, by environment (and minor). */
export function lockedDigests(root: string, addon: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const lock = parse(lockText(root)) as {
    addons: Record<string, Record<string, { images?: Record<string, string> }>>;
  };
  const pins = Object.entries(lock.addons[addon] ?? {});
  return Object.fromEntries(pins.map(([key, { images = {} }]) => [key, images]));
}
