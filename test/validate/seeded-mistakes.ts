/** One mistake of the project in seeded/. */
export interface Mistake {
  readonly file: string;
  /** Text around the place, which is where `^` stands; it is there once. */
  readonly place: string;
  readonly code: string;
  readonly severity: string;
  /** What the hint has to say. */
  readonly hint: string;
}

const PROD = "environments/prod.yaml";
const STAGE = "environments/stage.yaml";
const BASE = "environments/base.yaml";

const TABLE: readonly (readonly [string, string, string, string])[] = [
  // Files and layers.
  ["environments/Spare_One.yaml", "^apiVersion", "error MANIFEST-NAME", "rename the file"],
  ["environments/Spare_One.yaml", "^apiVersion", "error MANIFEST-NO-CLUSTERS", "add clusters:"],
  [
    "environments/test.yaml",
    "extends: [^bsae.yaml",
    "error MANIFEST-MISSING-FILE",
    "did you mean environments/base.yaml?",
  ],
  [PROD, "kind: ^Environment", "error MANIFEST-WRONG-KIND", "into a file with kind: Base"],
  [PROD, "metrics: { ^chart: ../charts/web }", "error MANIFEST-CLUSTER-SOURCE", "under addons of the environment"],
  [PROD, "^metrix:", "error MANIFEST-UNKNOWN-ADDON", "did you mean metrics?"],
  // Keys, types, values, names.
  [BASE, "^nmespaces", "error MANIFEST-UNKNOWN-KEY", "did you mean namespaces?"],
  [BASE, "onFailure: ^rolback", "error MANIFEST-WRONG-VALUE", "did you mean rollback?"],
  [BASE, 'historyMax: ^"5"', "error MANIFEST-WRONG-TYPE", "without quotes"],
  [PROD, "^protectd", "error MANIFEST-UNKNOWN-KEY", "did you mean protected?"],
  [PROD, "version: ^1.10", "error MANIFEST-WRONG-TYPE", 'quote it: "1.10"'],
  [PROD, "timeout: ^10 minutes", "error MANIFEST-WRONG-VALUE", ""],
  [PROD, "^Web_App", "error MANIFEST-NAME", "for example web-app"],
  [PROD, "^nowhere", "error MANIFEST-NO-NAMESPACE", "add namespace: nowhere"],
  [PROD, "^chartless: {", "error MANIFEST-NO-CHART", "add chart:"],
  [PROD, "repoless: { chart: ^web", "error MANIFEST-CHART", "add repo:"],
  [PROD, "chart: ^../charts/wbe", "error MANIFEST-MISSING-FILE", "did you mean charts/web?"],
  [PROD, '^version: { "1.36"', "error MANIFEST-NO-MINOR", 'add the line: "1.37": "~9.57"'],
  [PROD, '{ ^"1.36": "~9.57"', "info MANIFEST-UNUSED-MINOR", "remove the line"],
  // Clusters.
  [STAGE, "^north", "error MANIFEST-CONNECTION", "add context: NAME"],
  [STAGE, "kubernetes: ^1.37", "error MANIFEST-WRONG-TYPE", 'quote it: "1.37"'],
  [STAGE, "^west: {", "error MANIFEST-NO-KUBERNETES", 'add kubernetes: "1.36"'],
  // Severities.
  [PROD, "^MANIFEST-UNKNOWN-KYE", "error MANIFEST-SEVERITY-UNKNOWN", "did you mean MANIFEST-UNKNOWN-KEY?"],
  [PROD, "^YAML-DUPLICATE-KEY", "error MANIFEST-SEVERITY-FIXED", "remove this entry"],
  [PROD, "expires: ^2026-01-31", "warning MANIFEST-SEVERITY-EXPIRED", "decide anew"],
  // Needs and conflicts.
  [PROD, "needs: [^metrcs]", "error MANIFEST-UNKNOWN-ADDON", "did you mean metrics?"],
  [PROD, "[metrics, ^{ name: metrics, optional: true }]", "error MANIFEST-NEED-TWICE", "remove one of the two"],
  [PROD, "^{ name: metics", "warning MANIFEST-OPTIONAL-NEED", "did you mean metrics?"],
  [PROD, "needs: [^asleep]", "error MANIFEST-DISABLED-NEED", "enable asleep"],
  [PROD, "needs: [^trip]", "error MANIFEST-NEEDS-CYCLE", "take one of these away"],
  [PROD, "conflicts: [^metrics]", "error MANIFEST-CONFLICT", "set enabled: false for one of the two"],
  [
    PROD,
    "other: { chart: ../charts/web, namespace: shared, release: ^same }",
    "error MANIFEST-SAME-RELEASE",
    "another release:",
  ],
  // Values files.
  [PROD, "^values/fiels.yaml", "error MANIFEST-MISSING-FILE", "relative to the file that names them"],
  [PROD, "^../../outside.yaml", "error MANIFEST-OUTSIDE-PROJECT", "copy the file into the project"],
  ["environments/values/twice.yaml", "^size: 2", "error YAML-DUPLICATE-KEY", "remove one of the two"],
  ["environments/values/tab.yaml", "^\tport", "error YAML-TAB", "replace the tab by spaces"],
  ["environments/values/merge.yaml", "^<<: *base", "error YAML-MERGE-KEY", "share them by a base file"],
  ["environments/values/number.yaml", "account: ^12345678901234567890", "error YAML-NUMBER", "put it in quotes"],
  // References and inputs.
  [BASE, "require: [role_arn, ^vpc_id]", "error INPUT-REQUIRED", "known here: ${infra.role_arn}"],
  [PROD, "namespace: ^${cluster.nam}", "error MANIFEST-REFERENCE-UNKNOWN", "did you mean ${cluster.name}?"],
  [PROD, 'region: "in ^${vars.regoin}"', "error MANIFEST-REFERENCE-UNKNOWN", "did you mean ${vars.region}?"],
  [PROD, "role: ^${infra.rol_arn}", "error MANIFEST-REFERENCE-UNKNOWN", "did you mean ${infra.role_arn}?"],
  [PROD, 'open: "x ^${cluster.name"', "error MANIFEST-REFERENCE-SYNTAX", "close it"],
  [PROD, 'text: "list: ^${infra.zones}"', "error MANIFEST-REFERENCE-TYPE", "${infra.zones.0}"],
  [PROD, '"../charts/^${vars.region}"', "error MANIFEST-REFERENCE-MISPLACED", "write the text out"],
  // The lock.
  [PROD, "^locked: {", "warning LOCK-STALE-CONSTRAINT-CHANGED", "addons lock"],
  // What only the charts tell.
  [PROD, "^user: {", "warning GRAPH-MISSING-NEED", "needs: [definer]"],
  [PROD, "^public: {", "error GRAPH-TWO-DEFAULTS", "leave the mark to one of them"],
  [PROD, "^old: {", "error KUBERNETES-API-REMOVED", "that has policy/v1"],
  [PROD, "^sise: 3", "warning VALUES-UNKNOWN-KEY", "did you mean size"],
  [PROD, "replicas: ^many", "error VALUES-SCHEMA", ""],
  [PROD, "^ancient: {", "error KUBERNETES-CHART-VERSION", "take a version of the chart that is made for these"],
  [PROD, "^silent: {", "error CHECK-RENDER-FAILED", "correct the values"],
];

export const MISTAKES: readonly Mistake[] = TABLE.map(([file, place, said, hint]) => {
  const [severity = "", code = ""] = said.split(" ");
  return { file, place, severity, code, hint };
});
