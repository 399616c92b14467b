import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { parseManifest } from "../release/parse-manifest.ts";
import { groupOf, isClusterScoped } from "./cluster-scoped.ts";
import { readDefinition, withoutSchemas } from "./definition-facts.ts";
import { usesOf } from "./object-uses.ts";
import { podImages } from "./pod-images.ts";
import type { DefinitionFact, ObjectFact, RenderedFacts, UseFact, WebhookFact } from "./rendered-facts.ts";
import { textAt, valueAt } from "./tree.ts";
import { readWebhooks } from "./webhook-facts.ts";

/**
 * The facts of what `helm template --include-crds` printed for a release of `namespace`. Throws AddonsError
 * RELEASE-MANIFEST for text that is no YAML.
 */
export function readFacts(manifest: string, namespace: string): RenderedFacts {
  const objects: ObjectFact[] = [];
  const definitions: DefinitionFact[] = [];
  const webhooks: WebhookFact[] = [];
  const uses = new Map<string, UseFact>();
  const images = new Set<string>();
  for (const { object, origin } of renderedObjects(manifest)) {
    const fact = objectFact(object, { namespace, origin });
    objects.push(fact);
    const definition = readDefinition(object);
    if (definition !== undefined) definitions.push(definition);
    webhooks.push(...readWebhooks(object));
    for (const image of podImages(object, fact)) images.add(image);
    for (const use of usesOf(object, fact, namespace)) {
      const key = [use.group, use.kind, use.namespace, use.name].join("\n");
      if (!uses.has(key)) uses.set(key, use);
    }
  }
  return { objects, definitions, webhooks, uses: [...uses.values()], images: [...images].sort() };
}

type Origin = "release" | "hook" | "crds";

/** Each object with where it comes from. A file of several documents has its name before the first only. */
function renderedObjects(manifest: string): readonly { readonly object: KubernetesObject; readonly origin: Origin }[] {
  let source = "";
  return manifest
    .replaceAll("\r\n", "\n")
    .split(/^---.*$/m)
    .flatMap((part) => {
      source = /^# Source: (.+)$/m.exec(part)?.[1] ?? source;
      const isOfCrds = /^[^/]+\/(?:charts\/[^/]+\/)*crds\//.test(source);
      return parseManifest(withoutSchemas(part)).flatMap((object) => {
        const hooks = textAt(object, "metadata", "annotations", "helm.sh/hook")?.split(",") ?? [];
        if (hooks.length > 0 && hooks.every((hook) => hook.trim().startsWith("test"))) return [];
        const origin: Origin = isOfCrds ? "crds" : hooks.length > 0 ? "hook" : "release";
        return [{ object, origin }];
      });
    });
}

function objectFact(
  object: KubernetesObject,
  release: { readonly namespace: string; readonly origin: Origin },
): ObjectFact {
  const apiVersion = textAt(object, "apiVersion") ?? "";
  const kind = textAt(object, "kind") ?? "";
  const written = textAt(object, "metadata", "namespace");
  const namespace = isClusterScoped(groupOf(apiVersion), kind) ? undefined : (written ?? release.namespace);
  return {
    apiVersion,
    kind,
    name: textAt(object, "metadata", "name") ?? "",
    ...(namespace !== undefined && { namespace }),
    ...(release.origin !== "release" && { origin: release.origin }),
    ...(isDefaultClass(object, kind) && { isDefault: true }),
  };
}

const DEFAULT_MARKS: Readonly<Record<string, readonly string[]>> = {
  StorageClass: ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"],
  IngressClass: ["ingressclass.kubernetes.io/is-default-class"],
};

function isDefaultClass(object: KubernetesObject, kind: string): boolean {
  const marks = Object.hasOwn(DEFAULT_MARKS, kind) ? (DEFAULT_MARKS[kind] ?? []) : [];
  return marks.some((mark) => valueAt(object, "metadata", "annotations", mark) === "true");
}
