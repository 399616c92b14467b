import { expect, test } from "vitest";
import { templateArgs, uninstallArgs, upgradeArgs } from "../../../src/outside/helm/helm-flags.ts";
import type { HelmVersion, UpgradeRequest } from "../../../src/outside/helm/helm.ts";

const HELM_3: HelmVersion = { major: 3, minor: 22, patch: 0 };
const HELM_4: HelmVersion = { major: 4, minor: 3, patch: 1 };
const target = { kubeconfig: "/home/me/.kube/config", context: "prod" };

const upgrade: Omit<UpgradeRequest, "chart" | "values"> = {
  release: "web",
  namespace: "shop",
  target,
  labels: { "addons/pin": "r1-abc", "addons/environment": "prod" },
  description: "addons 1, by me",
  historyMax: 5,
  timeoutSeconds: 300,
  onFailure: "leave",
  ownership: "own-objects-only",
};

const common = [
  "upgrade --install --namespace=shop --kube-context=prod --reset-values --values=values.yaml --skip-crds --hide-notes --skip-schema-validation",
  "--labels=addons/pin=r1-abc --labels=addons/environment=prod",
];

test.each([
  ["Helm 3", HELM_3, {}, ""],
  ["Helm 4", HELM_4, {}, " --wait=hookOnly --server-side=auto"],
  ["Helm 3 with rollback", HELM_3, { onFailure: "rollback" }, " --atomic"],
  [
    "Helm 4 with rollback",
    HELM_4,
    { onFailure: "rollback" },
    " --wait=hookOnly --server-side=auto --rollback-on-failure",
  ],
  ["Helm 3 that takes over", HELM_3, { ownership: "take-ownership" }, " --take-ownership"],
  [
    "Helm 4 that takes over",
    HELM_4,
    { ownership: "take-ownership" },
    " --wait=hookOnly --server-side=auto --take-ownership",
  ],
] as const)("upgrade with %s", (...row) => {
  const [, version, change, different] = row;
  const args = upgradeArgs(version, { ...upgrade, ...change });
  expect(args.join(" ")).toBe(
    `${common.join(" ")} --description=addons 1, by me --history-max=5 --timeout=300s${different} -- web ./chart.tgz`,
  );
});

test.each([
  ["Helm 3", HELM_3, ""],
  ["Helm 4", HELM_4, " --wait=hookOnly"],
] as const)("uninstall with %s", (_, version, different) => {
  const args = uninstallArgs(version, { release: "web", namespace: "shop", target, timeoutSeconds: 60 });
  expect(args.join(" ")).toBe(
    `uninstall --namespace=shop --kube-context=prod --ignore-not-found --timeout=60s${different} -- web`,
  );
});

test.each([
  [{ mode: "install", includeCrds: "skip-crds" }, "--skip-crds"],
  [
    { mode: "upgrade", includeCrds: "include-crds", apiVersions: ["a/v1", "b/v1/C"] },
    "--api-versions=a/v1 --api-versions=b/v1/C --include-crds --is-upgrade",
  ],
  [{ mode: "install", includeCrds: "skip-crds", hooks: "no-hooks" }, "--skip-crds --no-hooks"],
] as const)("template %o", (request, flags) => {
  const args = templateArgs({ release: "web", namespace: "shop", kubernetes: "1.37", ...request });
  expect(args.join(" ")).toBe(
    `template --namespace=shop --values=values.yaml --kube-version=1.37.0 ${flags} --skip-schema-validation -- web ./chart.tgz`,
  );
});

test("names and texts that look like flags or lists stay where they belong", () => {
  const odd = "-x,$(id)=--debug";
  const args = upgradeArgs(HELM_4, {
    ...upgrade,
    release: odd,
    namespace: odd,
    description: odd,
    target: { ...target, context: odd },
  });
  expect(args.filter((argument) => argument.includes(odd))).toEqual([
    `--namespace=${odd}`,
    `--kube-context=${odd}`,
    `--description=${odd}`,
    odd,
  ]);
  expect(args.indexOf("--")).toBe(args.indexOf(odd) - 1);
});
