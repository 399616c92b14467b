import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import type { ReadinessFacts, ServiceRef } from "./facts.ts";
import { because, condition, failed, field, list, progressing, READY } from "./fields.ts";
import type { Readiness } from "./not-ready.ts";

export function customResourceDefinition(object: KubernetesObject): Readiness {
  const names = condition(object, "NamesAccepted");
  if (names?.status === "False") return failed(because(names, "its names are taken"));
  const established = condition(object, "Established");
  return established?.status === "True" ? READY : progressing(because(established, "not established"));
}

export function apiService(object: KubernetesObject): Readiness {
  const available = condition(object, "Available");
  return available?.status === "True" ? READY : progressing(because(available, "not available"));
}

/** A webhook without an answering server refuses what comes after it (the classic cert-manager race), so its Services must have endpoints. */
export function webhookConfiguration(object: KubernetesObject, facts: ReadinessFacts): Readiness {
  const silent = webhookServices(object).filter((service) => !facts.hasReadyEndpoints(service));
  if (silent.length === 0) return READY;
  return progressing(`no ready endpoint behind Service ${silent.map((it) => `${it.namespace}/${it.name}`).join(", ")}`);
}

/** Services that a webhook configuration calls, each once. */
export function webhookServices(object: KubernetesObject): readonly ServiceRef[] {
  const services = new Map<string, ServiceRef>();
  for (const webhook of list(object, "webhooks")) {
    const name = field(webhook, "clientConfig", "service", "name");
    const namespace = field(webhook, "clientConfig", "service", "namespace");
    if (typeof name === "string" && typeof namespace === "string")
      services.set(`${namespace}/${name}`, { namespace, name });
  }
  return [...services.values()];
}
