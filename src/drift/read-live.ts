import type { KubernetesObject, KubernetesReader, ObjectRef, Resource } from "../outside/kubernetes/kubernetes.ts";
import { AddonsError } from "../support/addons-error.ts";
import { mapLimit } from "../support/limit.ts";
import type { ExpectedObject } from "./expected-objects.ts";
import { isUntouched } from "./object-differences.ts";

/** What was found where an object should be. `untouched`: its metadata alone proves that nobody else wrote it. */
export type LiveLook =
  | { readonly status: "found"; readonly object: KubernetesObject }
  | { readonly status: "untouched" }
  | { readonly status: "absent" }
  | { readonly status: "unserved" }
  | { readonly status: "unseen"; readonly what: string; readonly error: AddonsError };

const CONCURRENCY = 16;
/** From so many objects of a kind in a namespace on, one list costs less than reading each. */
const LIST_FROM = 3;
/** Secret data stays on the server unless somebody touched it; definitions of kinds are huge. */
const METADATA_FIRST = new Set(["v1/Secret", "apiextensions.k8s.io/v1/CustomResourceDefinition"]);

type Task = readonly { readonly object: ExpectedObject; readonly ref: ObjectRef }[];

/** Looks at all objects with as few requests as it takes; GET only. Refused or failed reads are results, not errors. */
export async function readLive(
  objects: readonly ExpectedObject[],
  kubernetes: KubernetesReader,
): Promise<ReadonlyMap<ExpectedObject, LiveLook>> {
  const looks = new Map<ExpectedObject, LiveLook>();
  const served: { object: ExpectedObject; ref: ObjectRef }[] = [];
  for (const object of objects) {
    if (object.ref === undefined) looks.set(object, { status: "unserved" });
    else served.push({ object, ref: object.ref });
  }
  const groups = Map.groupBy(served, ({ ref }) =>
    JSON.stringify([ref.resource.apiVersion, ref.resource.plural, ref.namespace]),
  );
  const queue = [...groups.values()].flatMap((group) => tasksOf(group));
  await mapLimit(queue, CONCURRENCY, async (task) => {
    for (const [object, look] of await readTask(task, kubernetes)) looks.set(object, look);
  });
  return looks;
}

/** One list for a group, or one task per object. */
function tasksOf(group: Task): readonly Task[] {
  const first = group[0];
  if (first === undefined) return [];
  return group.length >= LIST_FROM || isMetadataFirst(first.ref.resource) ? [group] : group.map((one) => [one]);
}

async function readTask(
  task: Task,
  kubernetes: KubernetesReader,
): Promise<readonly (readonly [ExpectedObject, LiveLook])[]> {
  const first = task[0];
  if (first === undefined) return [];
  const content = isMetadataFirst(first.ref.resource) ? "metadata" : "whole";
  if (task.length < LIST_FROM && content === "whole") return readEach(task, kubernetes);
  let listed: ReadonlyMap<string, KubernetesObject>;
  try {
    listed = await listOfHelm(first.ref, content, kubernetes);
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    // Narrow permissions may name objects one by one, which a list cannot use.
    if (error.code === "KUBE-FORBIDDEN") return readEach(task, kubernetes);
    return task.map(({ object, ref }) => [object, unseen(ref, "list", error)] as const);
  }
  const known = task.map((one) => [one, listedLook(one, listed, content)] as const);
  const open = known.flatMap(([one, look]) => (look === undefined ? [one] : []));
  const seen = known.flatMap(([one, look]) => (look === undefined ? [] : [[one.object, look] as const]));
  return [...seen, ...(await readEach(open, kubernetes))];
}

async function listOfHelm(
  { resource, namespace }: ObjectRef,
  content: "metadata" | "whole",
  kubernetes: KubernetesReader,
): Promise<ReadonlyMap<string, KubernetesObject>> {
  const query = {
    resource,
    ...(namespace !== undefined && { namespace }),
    labelSelector: "app.kubernetes.io/managed-by=Helm",
  };
  const list = content === "metadata" ? await kubernetes.listMetadata(query) : await kubernetes.list(query);
  return new Map(list.items.map((item) => [item.metadata.name, item]));
}

/** `undefined`: only the whole object can tell. What a list does not show may have lost its label, so it is not called gone yet. */
function listedLook(
  { object, ref }: Task[number],
  listed: ReadonlyMap<string, KubernetesObject>,
  content: "metadata" | "whole",
): LiveLook | undefined {
  const found = listed.get(ref.name);
  if (found === undefined) return undefined;
  if (content === "whole") return { status: "found", object: { ...found, ...typeOf(ref.resource) } };
  const touched = found.metadata["deletionTimestamp"] !== undefined || !isUntouched(object.expected, found);
  return touched ? undefined : { status: "untouched" };
}

async function readEach(
  task: Task,
  kubernetes: KubernetesReader,
): Promise<readonly (readonly [ExpectedObject, LiveLook])[]> {
  return await mapLimit(
    task,
    CONCURRENCY,
    async ({ object, ref }) => [object, await readOne(ref, kubernetes)] as const,
  );
}

async function readOne(ref: ObjectRef, kubernetes: KubernetesReader): Promise<LiveLook> {
  try {
    const object = await kubernetes.get(ref);
    return object === undefined ? { status: "absent" } : { status: "found", object };
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    return unseen(ref, "get", error);
  }
}

function unseen({ resource, namespace }: ObjectRef, verb: "get" | "list", error: AddonsError): LiveLook {
  const place = namespace === undefined ? "" : ` in namespace ${namespace}`;
  return { status: "unseen", what: `${verb} ${resource.plural} (${resource.apiVersion})${place}`, error };
}

function isMetadataFirst({ apiVersion, kind }: Resource): boolean {
  return METADATA_FIRST.has(`${apiVersion}/${kind}`);
}

/** Items of a list carry no type of their own. */
function typeOf({ apiVersion, kind }: Resource) {
  return { apiVersion, kind };
}
