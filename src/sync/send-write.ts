import { disownPatch } from "../drift/disown-patch.ts";
import type { Write } from "../drift/repair-writes.ts";
import type { KubernetesObject, KubernetesWriter } from "../outside/kubernetes/kubernetes.ts";
import { AddonsError } from "../support/addons-error.ts";
import { assertNever } from "../support/assert-never.ts";

/** Sends one write of a repair. Throws KUBE-CONFLICT or KUBE-INVALID when the object moved since it was read: compare again. */
export async function sendWrite(write: Write, kubernetes: KubernetesWriter): Promise<void> {
  const { ref, fieldManager } = write;
  switch (write.kind) {
    case "apply":
      await kubernetes.apply(ref, write.object, { fieldManager, conflicts: "force" });
      return;
    case "create":
      await kubernetes.create(ref.resource, write.object, { fieldManager });
      return;
    case "patch-json": {
      const patched = await kubernetes.patchJson(ref, write.patch, { fieldManager });
      if (write.afterwards === "disown") await disown(write, patched, kubernetes);
      return;
    }
    default:
      assertNever(write);
  }
}

/** A guard inside a JSON patch that does not hold is answered as invalid (422), a version that moved as a conflict (409). */
export function isMoved(error: unknown): boolean {
  return error instanceof AddonsError && (error.code === "KUBE-CONFLICT" || error.code === "KUBE-INVALID");
}

const ATTEMPTS = 5;

/** Controllers write status meanwhile and move the entries: the object is read again, since nothing else would come back to this. */
async function disown(
  { ref, fieldManager }: Write,
  patched: KubernetesObject,
  kubernetes: KubernetesWriter,
): Promise<void> {
  let object: KubernetesObject | undefined = patched;
  for (let attempt = 1; object !== undefined; attempt++) {
    const patch = disownPatch(object);
    if (patch.length === 0) return;
    try {
      await kubernetes.patchJson(ref, patch, { fieldManager });
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !isMoved(error)) throw error;
      object = await kubernetes.get(ref);
    }
  }
}
