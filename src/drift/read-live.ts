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

interface Wanted {
  readonly object: ExpectedObject;
  readonly ref: ObjectRef;
}

/** Looks at all objects with as few requests as it takes; GET only. Refused or failed reads are results, not errors. */
export async function readLive(
  objects: readonly ExpectedObject[],
  kubernetes: KubernetesReader,
): Promise<ReadonlyMap<ExpectedObject, LiveLook>> {
  const looks = new Map<ExpectedObject, LiveLook>();
  const wanted: Wanted[] = [];
  for (const object of objects) {
    if (object.ref === undefined) looks.set(object, { status: "unserved" });
    else wanted.push({ object, ref: object.ref });
  }
  const groups = Map.groupBy(wanted, ({ ref }) =>
    JSON.stringify([ref.resource.apiVersion, ref.resource.plural, ref.namespace]),
  );
  const open: Wanted[] = [];
  await mapLimit([...groups.values()].flatMap(tasksOf), CONCURRENCY, async (task) => {
    for (const [one, look] of await runTask(task, kubernetes)) {
      if (look === undefined) open.push(one);
      else looks.set(one.object, look);
    }
  });
  await mapLimit(open, CONCURRENCY, async (one) => looks.set(one.object, await readOne(one.ref, kubernetes)));
  return looks;
}

type Task =
  | { readonly kind: "get"; readonly one: Wanted }
  | { readonly kind: "list"; readonly group: readonly Wanted[]; readonly first: ObjectRef };

/** `undefined`: only reading the object itself can tell. */
type Looked = readonly (readonly [Wanted, LiveLook | undefined])[];

/** One list for a group, or one read per object. */
function tasksOf(group: readonly Wanted[]): readonly Task[] {
  const first = group[0]?.ref;
  if (first !== undefined && (group.length >= LIST_FROM || isMetadataFirst(first.resource))) {
    return [{ kind: "list", group, first }];
  }
  return group.map((one) => ({ kind: "get", one }));
}

async function runTask(task: Task, kubernetes: KubernetesReader): Promise<Looked> {
  if (task.kind === "get") return [[task.one, await readOne(task.one.ref, kubernetes)]];
  const content = isMetadataFirst(task.first.resource) ? "metadata" : "whole";
  try {
    const listed = await listOfHelm(task.first, content, kubernetes);
    return task.group.map((one) => [one, listedLook(one, listed.get(one.ref.name), content)]);
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    // Narrow permissions may name objects one by one, which a list cannot use.
    const allowed = error.code !== "KUBE-FORBIDDEN";
    return task.group.map((one) => [one, allowed ? unseen(one.ref, "list", error) : undefined]);
  }
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

/** What a list does not show may have lost its label, so it is not called gone yet. */
function listedLook(
  { object, ref }: Wanted,
  found: KubernetesObject | undefined,
  content: "metadata" | "whole",
): LiveLook | undefined {
  if (found === undefined) return undefined;
  if (content === "whole") return { status: "found", object: { ...found, ...typeOf(ref.resource) } };
  const touched = found.metadata["deletionTimestamp"] !== undefined || !isUntouched(object.expected, found);
  return touched ? undefined : { status: "untouched" };
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
