import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FieldOwner } from "../../src/drift/finding.ts";
import { manifestRules, matchesGlob, ruleFor, type RuleSubject } from "../../src/drift/rules.ts";
import { SHIPPED_RULES } from "../../src/drift/shipped-rules.ts";

const HPA: FieldOwner = {
  manager: "kube-controller-manager",
  operation: "Update",
  subresource: "scale",
  kind: "controller",
};
const PERSON: FieldOwner = { manager: "kubectl-edit", operation: "Update", kind: "person" };
const CAINJECTOR: FieldOwner = { manager: "cert-manager-cainjector", operation: "Update", kind: "controller" };

function subject(kind: string, pointer: string, ...owners: readonly FieldOwner[]): RuleSubject {
  return { object: { apiVersion: "v1", kind, name: "web-1" }, pointer, owners };
}

describe("the shipped rules", () => {
  it.each([
    [subject("Deployment", "/spec/replicas", HPA), "info OBJ015 an autoscaler sets the replicas"],
    [subject("Deployment", "/spec/replicas", PERSON), "none"],
    [subject("Deployment", "/spec/replicas", { ...PERSON, subresource: "scale" }), "none"],
    [subject("Deployment", "/spec/replicas"), "none"],
    [subject("DaemonSet", "/spec/replicas", HPA), "none"],
    [
      subject("ValidatingWebhookConfiguration", "/webhooks/3/clientConfig/caBundle", CAINJECTOR),
      "info OBJ015 a controller injects the CA bundle",
    ],
    [subject("ValidatingWebhookConfiguration", "/webhooks/3/clientConfig/caBundle", PERSON), "none"],
    [subject("ValidatingWebhookConfiguration", "/webhooks/3/clientConfig", CAINJECTOR), "none"],
    [subject("APIService", "/spec/caBundle", CAINJECTOR), "info OBJ015 a controller injects the CA bundle"],
    [
      subject("ClusterRole", "/rules", { ...HPA, manager: "x" }),
      "ignore - a controller fills aggregated cluster roles",
    ],
    [
      subject("Deployment", "/metadata/annotations/deployment.kubernetes.io~1revision", PERSON),
      "ignore - bookkeeping of a controller",
    ],
    [
      subject("StatefulSet", "/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt", PERSON),
      "info - restarted by hand; nothing else changed",
    ],
  ])("%j: %s", (difference, expected) => {
    const { rule } = ruleFor(SHIPPED_RULES, difference, "2026-11-20");
    expect(rule === undefined ? "none" : `${rule.action} ${rule.code ?? "-"} ${rule.reason}`).toBe(expected);
  });
});

describe("rules of the manifest", () => {
  const rule = { kind: "Deployment", paths: ["/spec/template/*"], reason: "KEDA" };

  it.each([
    [rule, "/spec/template/spec/x", "held"],
    [rule, "/spec/template", "open"],
    [rule, "/spec/templates/x", "open"],
    [{ ...rule, paths: ["/spec/template"] }, "/spec/template/x/y", "held"],
    [{ ...rule, paths: ["/spec/*/x"] }, "/spec/any/x", "held"],
    [{ ...rule, paths: ["/spec/*/x"] }, "/spec/any/other/x", "open"],
    [{ ...rule, name: "web-*" }, "/spec/template/x", "held"],
    [{ ...rule, name: "other-*" }, "/spec/template/x", "open"],
    [{ ...rule, kind: "*Set" }, "/spec/template/x", "open"],
    [{ ...rule, expires: "2026-11-20" }, "/spec/template/x", "held"],
    [{ ...rule, expires: "2026-11-19" }, "/spec/template/x", "expired"],
  ])("%j on %s: %s", (one, pointer, expected) => {
    const found = ruleFor(manifestRules([one]), subject("Deployment", pointer, PERSON), "2026-11-20");
    expect(found.rule !== undefined ? "held" : found.expired !== undefined ? "expired" : "open").toBe(expected);
  });

  it("let a rule that holds win over one that has expired", () => {
    const rules = manifestRules([
      { ...rule, expires: "2020-01-01" },
      { ...rule, reason: "again" },
    ]);
    expect(ruleFor(rules, subject("Deployment", "/spec/template/x"), "2026-11-20").rule?.reason).toBe("again");
  });
});

describe("matchesGlob", () => {
  it("takes every name for itself and for a star, whatever its characters", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, more) => {
        const glob = name.replaceAll("*", "");
        expect(matchesGlob(glob, glob)).toBe(true);
        expect(matchesGlob(`${glob}*`, `${glob}${more}`)).toBe(true);
        expect(matchesGlob(glob, `${glob}x`)).toBe(false);
      }),
    );
  });
});
