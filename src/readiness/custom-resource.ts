import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { CUSTOM_RESOURCE_RULES, type CustomResourceRule } from "./custom-resource-rules.ts";
import { because, condition, failed, field, progressing, READY } from "./fields.ts";
import type { Readiness } from "./not-ready.ts";

/** By the rule of its kind; undefined when there is none, or when no controller has written anything to judge (an idle or absent one writes nothing). */
export function customResource(object: KubernetesObject): Readiness | undefined {
  const group = object.apiVersion.split("/")[0];
  const rule = CUSTOM_RESOURCE_RULES.find((it) => it.group === group && it.kind === object.kind);
  if (rule === undefined) return undefined;
  const { value, why } = look(object, rule);
  if (value === undefined) return undefined;
  if (rule.ready.includes(value)) return READY;
  return rule.failed.includes(value) ? failed(why) : progressing(why);
}

function look(object: KubernetesObject, rule: CustomResourceRule): { value: string | undefined; why: string } {
  if ("condition" in rule.look) {
    const found = condition(object, rule.look.condition);
    return { value: found?.status, why: because(found, `not ${rule.look.condition}`) };
  }
  const value = field(object, ...rule.look.phase);
  const told = field(object, "status", "message");
  const phase = typeof value === "string" || typeof value === "boolean" ? String(value) : undefined;
  return { value: phase, why: typeof told === "string" && told !== "" ? `${phase}: ${told}` : `${phase}` };
}
