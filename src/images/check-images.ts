import type { Lockfile, Pin } from "../lock/lockfile.ts";
import { lockName, pinKey, pinOf, pinPlace, type AddonPlace } from "../lock/pin-key.ts";
import type { StaleEntry } from "../lock/staleness/stale-entry.ts";
import type { Addon, Environment } from "../manifest/environment.ts";
import { isOfUnknownInput } from "./image-reference.ts";
import { renderedImages, type RenderedImages, type RenderedImagesOutside } from "./rendered-images.ts";

/**
 * Digests that are missing from the lock or are there for nothing, as far as that can be said without a request: charts
 * that are not at hand, or cannot be rendered, are passed over.
 */
export async function checkImages(
  environments: readonly Environment[],
  lock: Lockfile,
  outside: RenderedImagesOutside,
): Promise<readonly StaleEntry[]> {
  const asking = environments.filter(({ images }) => images === true);
  const rendered = asking.length === 0 ? [] : await renderedImages(asking, lock, outside);
  const names = new Set(asking.map(lockName));
  return [...rendered.flatMap((pin) => checkPin(pin, lock)), ...notAskedFor(environments, names, lock)];
}

function checkPin(
  { addon, environment, kubernetes, ...rendered }: RenderedImages,
  lock: Lockfile,
): readonly StaleEntry[] {
  const place = { addon, environment, ...(kubernetes === undefined ? {} : { kubernetes }) };
  const pin = pinOf(lock, place);
  if (pin === undefined || rendered.unknown !== undefined) return [];
  const expected = rendered.images.filter((image) => !isOfUnknownInput(image, rendered.values));
  const known = pin.images ?? {};
  const entry = (reason: "image-missing" | "image-unused", message: string): StaleEntry => {
    return { ...place, reason, message, at: rendered.at };
  };
  return [
    ...expected
      .filter((image) => !Object.hasOwn(known, image))
      .map((image) => entry("image-missing", `renders the image ${image}, which has no digest in the lock`)),
    ...Object.keys(known)
      .filter((image) => !expected.includes(image))
      .map((image) => entry("image-unused", `has a digest of the image ${image}, which it does not render`)),
  ];
}

/** Pins keep digests when `images` is taken out of the manifest; the next lock drops them. */
function notAskedFor(
  environments: readonly Environment[],
  asking: ReadonlySet<string>,
  lock: Lockfile,
): readonly StaleEntry[] {
  const entries = new Map<string, StaleEntry>();
  for (const { environment, cluster, addon } of addonsOf(environments)) {
    const place = { addon: addon.name, ...pinPlace({ environment, cluster, addon }) };
    const pin: Pin | undefined = pinOf(lock, place);
    if (asking.has(place.environment) || pin?.images === undefined) continue;
    const message = "has digests of images, which its environment does not ask for";
    entries.set(`${addon.name}\n${pinKey(place)}`, { ...place, reason: "image-unused", message, at: addon.at });
  }
  return [...entries.values()];
}

function addonsOf(environments: readonly Environment[]): readonly (AddonPlace & { readonly addon: Addon })[] {
  return environments.flatMap((environment) =>
    environment.clusters.flatMap((cluster) => cluster.addons.map((addon) => ({ environment, cluster, addon }))),
  );
}
