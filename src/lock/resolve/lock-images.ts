import type { Environment } from "../../manifest/environment.ts";
import type { Problem } from "../../support/problem.ts";
import type { LockRequest } from "../lock-request.ts";
import type { Lockfile, Pin } from "../lockfile.ts";
import { nextLock } from "./next-lock.ts";
import { lockName, pinKey, pinOf, type PinPlace } from "../pin-key.ts";
import type { Resolved } from "./resolve-pin.ts";

/** Digests of images by their references, for one pin. */
export type ImagePins = Readonly<Record<string, string>>;

export interface ImageRequest {
  /** Those that ask for digests of images. */
  readonly environments: readonly Environment[];
  /** The lock that is being made; its pins have the digests that are known. */
  readonly lock: Lockfile;
  readonly update: LockRequest["update"];
}

export interface FoundImages {
  readonly pins: readonly (PinPlace & { readonly addon: string; readonly images: ImagePins })[];
  readonly notes: readonly Problem[];
}

/** All digests of all pins of these environments; throws AddonsError with every image that has none. */
export type FindImages = (request: ImageRequest) => Promise<FoundImages>;

/** The pins with the digests of their images, where the environment asks for them. */
export async function lockImages(
  resolved: readonly Resolved[],
  { before, request }: { readonly before: Lockfile; readonly request: LockRequest },
  find: FindImages | undefined,
): Promise<{ readonly resolved: readonly Resolved[]; readonly notes: readonly Problem[] }> {
  const asking = request.environments.filter(({ images }) => images === true);
  const names = new Set(asking.map(lockName));
  const isAsked = ({ wanted }: Resolved): boolean => names.has(wanted.environment);
  const known = resolved.map((each) => {
    const images = isAsked(each) ? (each.pin.pin.images ?? pinOf(before, each.wanted)?.images) : undefined;
    return withImages(each, images);
  });
  if (asking.length === 0 || find === undefined)
    return { resolved: known.map((each) => told(each, before)), notes: [] };
  const lock = nextLock(before, request, known);
  const found = await find({ environments: asking, lock, update: request.update });
  const images = new Map(found.pins.map((pin) => [`${pin.addon}\n${pinKey(pin)}`, pin.images]));
  return {
    resolved: known.map((each) => {
      const { wanted } = each;
      return told(withImages(each, images.get(`${wanted.addon}\n${pinKey(wanted)}`)), before);
    }),
    notes: found.notes,
  };
}

function withImages(each: Resolved, images: ImagePins | undefined): Resolved {
  const { images: _images, ...rest } = each.pin.pin;
  const isEmpty = images === undefined || Object.keys(images).length === 0;
  return { ...each, pin: { ...each.pin, pin: isEmpty ? rest : { ...rest, images } } };
}

/** A pin that stays and has other digests is a change, too. */
function told(each: Resolved, before: Lockfile): Resolved {
  if (each.pin.reason !== undefined) return each;
  const reason = imageChanges(pinOf(before, each.wanted), each.pin.pin);
  return reason === undefined ? each : { ...each, pin: { ...each.pin, reason } };
}

/** `images: 2 new, 1 moved, 1 gone`; undefined when all stay. */
function imageChanges(before: Pin | undefined, { images: next = {} }: Pin): string | undefined {
  const last = new Map(Object.entries(before?.images ?? {}));
  const images = Object.entries(next);
  const counts = {
    new: images.filter(([image]) => !last.has(image)).length,
    moved: images.filter(([image, digest]) => last.has(image) && last.get(image) !== digest).length,
    gone: [...last.keys()].filter((image) => !Object.hasOwn(next, image)).length,
  };
  const parts = Object.entries(counts).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`]));
  return parts.length === 0 ? undefined : `images: ${parts.join(", ")}`;
}
