import type { Pin } from "../lock/lockfile.ts";
import type { Finding } from "../lock/verify/verify-archive.ts";
import type { VerifiedPin } from "../lock/verify/verify-lock.ts";
import type { ImageDigests } from "../outside/charts/registry/image-digests.ts";
import { AddonsError } from "../support/addons-error.ts";
import { mapLimit } from "../support/limit.ts";
import { readImageReference } from "./image-reference.ts";

const AT_ONCE = 8;

/** Adds what became of the tags of images since their digests were locked; pins without digests of images stay as they are. */
export async function verifyImages(
  verified: readonly VerifiedPin[],
  digests: () => Promise<ImageDigests>,
): Promise<readonly VerifiedPin[]> {
  if (!verified.some(({ pin }) => pin.images !== undefined)) return verified;
  const known = await digests();
  return await mapLimit(verified, AT_ONCE, async (each) => {
    return { ...each, findings: [...each.findings, ...(await imageFindings(each.pin, known))] };
  });
}

async function imageFindings({ images = {} }: Pin, digests: ImageDigests): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [image, has] of Object.entries(images)) {
    const finding = await imageFinding(image, has, digests);
    if (finding !== undefined) findings.push(finding);
  }
  return findings;
}

/** A reference with a digest of its own can only be gone, which its pods would tell. */
async function imageFinding(image: string, has: string, digests: ImageDigests): Promise<Finding | undefined> {
  const reference = readImageReference(image);
  if (reference === undefined || reference.digest !== undefined || reference.tag === undefined) return undefined;
  try {
    const found = await digests.digest(reference.repository, reference.tag);
    if (found === has) return undefined;
    if (found === undefined) {
      const hint = "pods that start on a new node cannot pull it: find out who removed it, then choose another image";
      return { kind: "image-gone", message: `renders the image ${image}, whose tag is gone`, hint, has };
    }
    const message = `renders the image ${image}, whose tag points to another one now`;
    return {
      kind: "image-moved",
      message,
      hint: "addons lock --update NAME takes it over, once it is reviewed",
      has,
      found,
    };
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    const hint = error.hint ?? "run the command again";
    return { kind: "unchecked", message: `renders the image ${image}, which was not checked: ${error.message}`, hint };
  }
}
