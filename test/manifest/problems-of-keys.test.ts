import { describe, expect, it } from "vitest";
import { addon, environment, problemsOf } from "./project.ts";

const E = "environments/dev.yaml";

describe("a key or value", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "unknown key",
      environment("  a: { chart: a, repo: https://x.example.com, version: '1', namespace: a, valuse: {} }\n"),
      [
        `${E}:6:75: unknown key valuse in addons.a [did you mean values? known here: chart, repo, version, namespace, release, labels, needs, conflicts, enabled, protected, values, valuesFiles, ready, timeout, crds, adopt, drift]`,
      ],
    ],
    [
      "unknown key at the top",
      `${environment(addon("a"))}input: {}\n`,
      [
        `${E}:7:1: unknown key input [did you mean inputs? known here: apiVersion, kind, extends, vars, inputs, defaults, namespaces, addons, images, problems, instance, clusters]`,
      ],
    ],
    [
      "wrong type",
      environment(addon("a", ', needs: b, enabled: "yes", values: [1]')),
      [
        `${E}:6:93: addons.a.needs must be a list, but is the string "b" [write a list: [b]]`,
        `${E}:6:105: addons.a.enabled must be true or false, but is the string "yes" [write true or false, without quotes]`,
        `${E}:6:120: addons.a.values must be a map, but is a list`,
      ],
    ],
    [
      "unquoted version",
      environment(addon("a").replace('"1.0.0"', "1.10")),
      [`${E}:6:63: addons.a.version must be a string or a map, but is the number 1.10 [quote it: "1.10"]`],
    ],
    [
      "unquoted Kubernetes version",
      environment(addon("a")).replace('"1.37"', "1.30"),
      [`${E}:4:41: clusters.here.kubernetes must be a string, but is the number 1.30 [quote it: "1.30"]`],
    ],
    [
      "names that a shell or a flag parser could take for something else",
      environment('  -x: {}\n  $(id): {}\n  "a,b=c": {}\n  A b: {}\n'),
      ["-x", "$(id)", "a,b=c", "A b"].map(
        (name, index) =>
          `${E}:${6 + index}:3: addons: the name ${JSON.stringify(name)} must be lower-case letters, digits and dashes, and start and end with a letter or digit [for example ${["x", "id", "a-b-c", "a-b"][index]}]`,
      ),
    ],
    [
      "values that are not in their list, form or range",
      `${environment(addon("a", ", crds: aply, timeout: 10"))}defaults: { timeout: 5min, historyMax: 0, onFailure: rolback }\n`,
      [
        `${E}:6:92: addons.a.crds "aply" must be apply, create or skip [did you mean apply?]`,
        `${E}:6:107: addons.a.timeout must be a string, but is the number 10 [quote it: "10"]`,
        `${E}:7:22: defaults.timeout "5min" must be a duration such as 10m, 90s or 5m30s`,
        `${E}:7:40: defaults.historyMax "0" must be at least 1`,
        `${E}:7:54: defaults.onFailure "rolback" must be stop-dependents, rollback or keep-going [did you mean rollback?]`,
      ],
    ],
    [
      "gates and rules",
      environment(addon("a", ", ready: [{ name: x }, { webhok: x }], drift: { ignore: [{ kind: X, paths: [spec] }] }")),
      [
        `${E}:6:94: addons.a.ready[0] needs either webhook, or kind and name [write { webhook: NAME } or { kind: Deployment, name: NAME }]`,
        `${E}:6:109: unknown key webhok in addons.a.ready[1] [did you mean webhook? known here: webhook, kind, name, namespace]`,
        `${E}:6:141: addons.a.drift.ignore[0] has no reason [add reason: …]`,
        `${E}:6:160: addons.a.drift.ignore[0].paths[0] "spec" must be a JSON pointer such as /spec/replicas`,
      ],
    ],
    [
      "a cluster that says neither where nor what it is",
      "apiVersion: addons/v1\nkind: Environment\nclusters:\n  x: {}\n  y: { playground: true, context: y, kubernetes: v1 }\n",
      [
        `${E}:4:3: the cluster x does not say which Kubernetes version it runs [add kubernetes: "1.36" (major.minor in quotes): charts are rendered for it, and the live cluster is compared with it]`,
        `${E}:4:3: the cluster x has no context [add context: NAME of a kubeconfig context (\`kubectl config get-contexts\`), or playground: true]`,
        `${E}:5:26: the cluster y is a playground and has a context, too [remove one of the two]`,
        `${E}:5:50: clusters.y.kubernetes "v1" must be a minor version such as "1.36"`,
      ],
    ],
    [
      "a chart of its own on one cluster",
      environment(addon("a")).replace('"1.37" }', '"1.37", addons: { a: { version: "2" } } }'),
      [
        `${E}:4:64: version cannot differ between clusters of one environment, which has one pin per add-on [set version under addons of the environment, or give this cluster an environment of its own]`,
      ],
    ],
  ])("%s", async (_, text, expected) => {
    const others = { "environments/values/a.yaml": "a: 1\n", "charts/b/Chart.yaml": "name: b\nversion: 1.0.0\n" };
    expect(await problemsOf({ [E]: text, ...others })).toEqual(expected);
  });
});
