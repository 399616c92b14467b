import type { FindImages, FoundImages, ImagePins, ImageRequest } from "../lock/resolve/lock-images.ts";
import type { Pin } from "../lock/lockfile.ts";
import { pinKey, pinOf } from "../lock/pin-key.ts";
import type { ImageDigests } from "../outside/charts/registry/image-digests.ts";
import { AddonsError, type ErrorKind } from "../support/addons-error.ts";
import { mapLimit } from "../support/limit.ts";
import type { Problem } from "../support/problem.ts";
import { isOfUnknownInput, readImageReference } from "./image-reference.ts";
import { renderedImages, type RenderedImages, type RenderedImagesOutside } from "./rendered-images.ts";

export interface FindImagesOutside extends RenderedImagesOutside {
  readonly digests: ImageDigests;
}

const AT_ONCE = 8;

/** Renders the charts of a lock that is being made, and asks the registries for what is not known yet. */
export function findImages(outside: FindImagesOutside): FindImages {
  return async (request) => {
    const { environments, lock } = request;
    // A pin that was kept may have been made on another computer: its chart is fetched now.
    const charts = { ...outside.charts, available: async (pin: Pin) => await outside.charts.pinned(pin) };
    const rendered = await renderedImages(environments, lock, { ...outside, charts });
    const found = await mapLimit(rendered, AT_ONCE, async (pin) => await digestsOf(pin, request, outside.digests));
    const problems = found.flatMap((pin) => pin.problems);
    const errors = problems.filter(({ severity }) => severity === "error");
    if (errors.length > 0)
      throw imagesFailed(
        errors,
        found.flatMap((pin) => pin.kinds),
      );
    return { pins: found, notes: [...problems, ...partlyKnown(rendered)] } satisfies FoundImages;
  };
}

type PinDigests = FoundImages["pins"][number] & {
  readonly problems: readonly Problem[];
  readonly kinds: readonly ErrorKind[];
};

async function digestsOf(
  { addon, environment, kubernetes, ...rendered }: RenderedImages,
  { lock, update }: ImageRequest,
  digests: ImageDigests,
): Promise<PinDigests> {
  const place = { addon, environment, ...(kubernetes === undefined ? {} : { kubernetes }) };
  const known: ImagePins = pinOf(lock, place)?.images ?? {};
  const isMoving = update === "all" || (update !== "none" && update.includes(addon));
  const images: Record<string, string> = {};
  const problems: Problem[] = [];
  const kinds: ErrorKind[] = [];
  const report = (problem: Omit<Problem, "at">): void => {
    const message = `${addon} (${pinKey(place)}): ${problem.message}`;
    problems.push({ ...problem, message, at: rendered.at });
  };
  if (rendered.unknown !== undefined) {
    report(notRendered(rendered, rendered.unknown));
    kinds.push(rendered.unknown.kind);
    return { ...place, images: known, problems, kinds };
  }
  for (const image of rendered.images) {
    const kept = isMoving || !Object.hasOwn(known, image) ? undefined : known[image];
    const read = kept === undefined ? await digestOf(image, rendered.values, digests) : { digest: kept };
    if ("digest" in read) images[image] = read.digest;
    else {
      report(read.problem);
      kinds.push(read.kind);
    }
  }
  return { ...place, images, problems, kinds };
}

type DigestRead = { readonly digest: string } | { readonly problem: Omit<Problem, "at">; readonly kind: ErrorKind };

async function digestOf(image: string, values: RenderedImages["values"], digests: ImageDigests): Promise<DigestRead> {
  const reference = readImageReference(image);
  if (reference?.digest !== undefined) return { digest: reference.digest };
  if (reference?.tag === undefined) return { problem: noReference(image, values), kind: "failed" };
  try {
    const digest = await digests.digest(reference.repository, reference.tag);
    if (digest !== undefined) return { digest };
    const message = `image ${image}: ${reference.repository} has no tag ${reference.tag}`;
    const hint = "pods that use it could not start; check the values that make its name, or a login for that registry";
    return { problem: { code: "LOCK-IMAGE", severity: "error", message, hint }, kind: "failed" };
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    const { message, hint, kind } = error;
    const problem = { code: "LOCK-IMAGE", severity: "error", message: `image ${image}: ${message}` } as const;
    return { problem: { ...problem, ...(hint === undefined ? {} : { hint }) }, kind };
  }
}

/** The text of a reference to an input that was not read is no image; anything else that cannot be read is a mistake. */
function noReference(image: string, values: RenderedImages["values"]): Omit<Problem, "at"> {
  if (isOfUnknownInput(image, values)) {
    const message = `image ${image}: its name comes from an input, which is not read for the lock; it gets no digest`;
    return { code: "LOCK-IMAGES-UNKNOWN", severity: "warning", message };
  }
  const message = `image ${JSON.stringify(image)}: is not a name that a container runtime could pull`;
  const hint = "look at the values that make it, with `addons render`; digests have to be sha256";
  return { code: "LOCK-IMAGE", severity: "error", message, hint };
}

/** One line for all add-ons: there is nothing to do about it, and it holds at every run. */
function partlyKnown(rendered: readonly RenderedImages[]): readonly Problem[] {
  const some = rendered.filter(({ values, unknown }) => values === "part" && unknown === undefined);
  const [first] = some;
  if (!first) return [];
  const names = [...new Set(some.map(({ addon }) => addon))].sort().join(", ");
  const message = `values of ${names} name inputs, which are not read for the lock; images that depend on them are not seen`;
  return [{ code: "LOCK-IMAGES-UNKNOWN", severity: "info", message, at: first.at }];
}

function notRendered({ values }: Pick<RenderedImages, "values">, error: AddonsError): Omit<Problem, "at"> {
  const said = error.message.replace(/\.$/, "");
  const hint = error.hint === undefined ? {} : { hint: error.hint };
  if (values === "part") {
    const message = `cannot be rendered without its inputs, so that the digests of its images stay as they are: ${said}`;
    return { code: "LOCK-IMAGES-UNKNOWN", severity: "warning", message, ...hint };
  }
  const message = `its images are not known, since it cannot be rendered: ${said}`;
  return { code: "LOCK-IMAGE", severity: "error", message, ...hint };
}

/** A refusal decides the exit code, as it does for pins. */
function imagesFailed(problems: readonly Problem[], kinds: readonly ErrorKind[]): AddonsError {
  const order: readonly ErrorKind[] = ["refused", "usage", "failed"];
  const kind = order.find((candidate) => kinds.includes(candidate)) ?? "failed";
  const [first] = problems;
  const hint = problems.length === 1 && first?.hint !== undefined ? { hint: first.hint } : {};
  const message =
    problems.length === 1 && first ? first.message : `${problems.length} images have no digest; the lock is unchanged`;
  return new AddonsError("LOCK-IMAGE", message, { kind, problems, ...hint });
}
