import type { CodeExplanation } from "../code-explanation.ts";

/** Digests of the images that charts render. */
export const IMAGE_CODES: readonly CodeExplanation[] = [
  {
    code: "LOCK-IMAGE",
    title: "The digest of an image cannot be locked",
    why: [
      "Its registry cannot be asked, has no such tag, or asks for a login; or the chart cannot be rendered, so that its images are not known. Pods would meet the same. The lock stays as it was; `images: false` in the manifest locks charts alone.",
    ],
    severity: "fixed",
  },
  {
    code: "LOCK-IMAGES-UNKNOWN",
    title: "Images of an add-on depend on inputs, which are not read for the lock",
    why: [
      "The lock is the same on every machine, so no file of an input is read and no program is run for it. An image whose name is such a value gets no digest; all others do. Where it matters, write the image into the manifest.",
    ],
    severity: "fixed",
  },
  {
    code: "LOCK-STALE-IMAGE-MISSING",
    title: "A chart renders an image that has no digest in the lock",
    why: ["Its values or the chart changed. `addons lock` asks the registry and writes the digest down; review it."],
    severity: "fixed",
  },
  {
    code: "LOCK-STALE-IMAGE-UNUSED",
    title: "The lock has the digest of an image that is not rendered any more",
    why: ["Its values or the chart changed, or `images` was taken out of the manifest. `addons lock` removes it."],
    severity: "fixed",
  },
  {
    code: "LOCK-VERIFY-IMAGE-GONE",
    title: "The tag of a locked image is not in its registry any more",
    why: [
      "Nodes that have the image still run it; new ones cannot pull it. Find out who removed it, then choose another image. Exit code 2.",
    ],
    severity: "fixed",
  },
  {
    code: "LOCK-VERIFY-IMAGE-MOVED",
    title: "The tag of a locked image points to another image now",
    why: [
      "Pods that start from now on run something else than what was reviewed. `addons lock --update NAME` takes the new digest over. A value that names the digest keeps the old image. Exit code 2.",
    ],
    severity: "fixed",
  },
];
