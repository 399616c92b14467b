import { availableParallelism } from "node:os";
import { findImages, type FindImagesOutside } from "../../images/find-images.ts";
import type { FindImages } from "../../lock/resolve/lock-images.ts";
import { count } from "../../report/words.ts";
import type { Invocation } from "../command.ts";
import type { Outside } from "../outside.ts";

/** What `addons lock` finds images with, for environments that ask for them. */
export async function imageFinder(invocation: Invocation, outside: Outside): Promise<FindImages> {
  return findImages({ ...(await imageOutside(invocation, outside)), digests: await outside.images() });
}

/** Charts and helm, for looking into what they render. */
export async function imageOutside(
  { voice }: Invocation,
  outside: Outside,
): Promise<Omit<FindImagesOutside, "digests">> {
  const [charts, helm, cache] = await Promise.all([outside.charts(), outside.helm(), outside.facts()]);
  return {
    charts,
    helm,
    cache,
    atOnce: availableParallelism(),
    starting: (renders) => voice.progress(`rendering ${count(renders, "chart")} to find images`),
  };
}
