import type {
  JsonPatchOperation,
  KubernetesObject,
  KubernetesWriter,
  ListQuery,
  ObjectRef,
  Resource,
  WatchEvent,
} from "../../src/outside/kubernetes/kubernetes.ts";
import { AddonsError } from "../../src/support/addons-error.ts";

export interface FakeKubernetes extends KubernetesWriter {
  /** Writes as somebody else does. */
  put(object: KubernetesObject): void;
  remove(kind: string, name: string): void;
  /** Ends all watches: `cut` as a closed connection, else with this error. */
  endWatches(how: "cut" | AddonsError): void;
  /** The next calls of a verb fail with these errors. */
  fail(verb: "get" | "list" | "watch" | "replace" | "create", ...errors: readonly AddonsError[]): void;
  readonly calls: readonly string[];
}

export const kubeError = (code: string): AddonsError => new AddonsError(code, code, { kind: "failed" });

/** Objects in memory with versions, guards and watches as an API server has them; only what tests of this folder need. */
export function createFakeKubernetes(served: readonly Resource[] = []): FakeKubernetes {
  const objects = new Map<string, KubernetesObject>();
  const calls: string[] = [];
  const failures = new Map<string, AddonsError[]>();
  const watchers = new Set<Watcher>();
  let version = 0;
  const called = (verb: string, what: string): void => {
    calls.push(`${verb} ${what}`);
    const error = failures.get(verb)?.shift();
    if (error !== undefined) throw error;
  };
  const store = (object: KubernetesObject, type: "ADDED" | "MODIFIED"): KubernetesObject => {
    const stored = { ...object, metadata: { uid: "uid", ...object.metadata, resourceVersion: String(++version) } };
    objects.set(key(object.kind, object.metadata.name), stored);
    for (const watcher of watchers) watcher.push({ type, object: stored });
    return stored;
  };
  const unused = async (): Promise<never> => {
    throw new Error("not part of this fake");
  };
  return {
    server: "https://127.0.0.1:1",
    get requests() {
      return calls.length;
    },
    calls,
    put: (object) => void store(object, objects.has(key(object.kind, object.metadata.name)) ? "MODIFIED" : "ADDED"),
    remove(kind, name) {
      const object = objects.get(key(kind, name));
      objects.delete(key(kind, name));
      if (object !== undefined) for (const watcher of watchers) watcher.push({ type: "DELETED", object });
    },
    endWatches: (how) => {
      for (const watcher of watchers) watcher.end(how === "cut" ? undefined : how);
    },
    fail: (verb, ...errors) => void failures.set(verb, [...errors]),
    async get(ref: ObjectRef) {
      called("get", ref.name);
      return objects.get(key(ref.resource.kind, ref.name));
    },
    async list(query: ListQuery) {
      called("list", query.resource.plural);
      // As the real server: items of a list carry no type.
      const items = [...objects.values()].filter((it) => it.kind === query.resource.kind).map(untyped);
      return { items, resourceVersion: String(version) };
    },
    async listMetadata(query: ListQuery) {
      called("list metadata", query.resource.plural);
      const items = [...objects.values()]
        .filter((it) => it.kind === query.resource.kind && hasLabels(it, query.labelSelector ?? ""))
        .map(({ apiVersion, kind, metadata }) => ({ apiVersion, kind, metadata }));
      return { items, resourceVersion: String(version) };
    },
    async *watch(query, signal) {
      called("watch", query.resource.plural);
      const watcher = createWatcher(query.resource.kind);
      watchers.add(watcher);
      signal.addEventListener("abort", () => watcher.end(undefined));
      try {
        yield* watcher.events();
      } finally {
        watchers.delete(watcher);
      }
    },
    resources: async () => served,
    forgetResources: () => {},
    version: async () => "1.37",
    close: () => {},
    async create(resource, object) {
      called("create", object.metadata.name);
      if (objects.has(key(resource.kind, object.metadata.name))) throw kubeError("KUBE-CONFLICT");
      return store(object, "ADDED");
    },
    async replace(ref, object) {
      called("replace", ref.name);
      const live = objects.get(key(ref.resource.kind, ref.name));
      if (live?.metadata["resourceVersion"] !== object.metadata["resourceVersion"]) throw kubeError("KUBE-CONFLICT");
      return store(object, "MODIFIED");
    },
    async apply(ref, object) {
      called("apply", ref.name);
      return store(object, objects.has(key(object.kind, ref.name)) ? "MODIFIED" : "ADDED");
    },
    async patchJson(ref, patch) {
      called("patch", ref.name);
      const live = objects.get(key(ref.resource.kind, ref.name));
      if (live === undefined) throw kubeError("KUBE-NOT-FOUND");
      return store(patched(live, patch), "MODIFIED");
    },
    delete: unused,
  };
}

function key(kind: string, name: string): string {
  return `${kind}/${name}`;
}

/** `a=b` and `a!=b`, joined by commas. */
function hasLabels({ metadata }: KubernetesObject, selector: string): boolean {
  const labels = (metadata["labels"] ?? {}) as Readonly<Record<string, string>>;
  return selector.split(",").every((term) => {
    const [name = "", value] = term.split(/!?=/);
    return name === "" || (labels[name] === value) !== term.includes("!=");
  });
}

function patched(live: KubernetesObject, patch: readonly JsonPatchOperation[]): KubernetesObject {
  const copy = structuredClone(live);
  for (const operation of patch) {
    const parts = operation.path.split("/").slice(1);
    const last = parts.pop()?.replace("~1", "/") ?? "";
    const parent = parts.reduce((at, part) => at[part] as Fields, copy as Fields);
    if (operation.op === "remove") delete parent[last];
    else if (operation.op !== "test") parent[last] = operation.value;
    else if (parent[last] !== operation.value) throw kubeError("KUBE-INVALID");
  }
  return copy;
}

type Fields = Record<string, unknown>;

function untyped({ apiVersion: _version, kind: _kind, ...object }: KubernetesObject): KubernetesObject {
  return object as KubernetesObject;
}

interface Watcher {
  push(event: WatchEvent): void;
  end(error: AddonsError | undefined): void;
  events(): AsyncGenerator<WatchEvent, void, undefined>;
}

function createWatcher(kind: string): Watcher {
  const queue: WatchEvent[] = [];
  let ended: { readonly error: AddonsError | undefined } | undefined;
  let wake = (): void => {};
  return {
    push(event) {
      if ("object" in event && event.object.kind !== kind) return;
      queue.push(event);
      wake();
    },
    end(error) {
      ended ??= { error };
      wake();
    },
    async *events() {
      for (;;) {
        for (let event = queue.shift(); event !== undefined; event = queue.shift()) yield event;
        if (ended?.error !== undefined) throw ended.error;
        if (ended !== undefined) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
