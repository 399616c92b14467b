import type { CodeExplanation } from "../code-explanation.ts";
import { devEnvironment, localChart, lockOfWeb, REMOTE_PIN } from "../example-files.ts";

const LOCAL = {
  ...devEnvironment("addons:\n  web: { chart: ../charts/web, namespace: web }\n"),
  ...localChart("web"),
};

/** A pin of a repository that nobody has downloaded here. */
const PINNED = lockOfWeb(REMOTE_PIN);

export const CHECK_CODES: readonly CodeExplanation[] = [
  {
    code: "CHECK-NOT-LOCKED",
    title: "There is no lock, so that charts from elsewhere were not checked",
    why: [
      "Which version of a chart an add-on gets stands in addons.lock.yaml. Without it only charts in folders of the project can be looked into, and nothing can be synced. `addons lock` writes it; it belongs into git.",
    ],
    severity: "adjustable",
    example: {
      wrong: LOCAL,
      right: {
        "addons.lock.yaml": PINNED.replace('      wants: "~1.0"\n', "")
          .replace(/ {6}archive: .*\n/, "")
          .replace("https://charts.example.com", "charts/web"),
      },
      lock: "none",
    },
  },
  {
    code: "CHECK-NOT-CACHED",
    title: "A locked chart is not on this computer, so that it was not checked",
    why: [
      "`validate` does not touch the network. It looks for pinned charts in charts/vendor and in the cache of your user, and says what it could not look into. `addons render`, `plan` and `sync` download what is missing, checked against the lock; in CI keep the cache between runs.",
    ],
    severity: "adjustable",
    example: {
      wrong: {
        ...devEnvironment(
          'addons:\n  web: { chart: web, repo: "https://charts.example.com", version: "~1.0", namespace: web }\n',
        ),
        "addons.lock.yaml": PINNED,
      },
      right: { ...LOCAL, "addons.lock.yaml": null },
    },
  },
  {
    code: "CHECK-NO-HELM",
    title: "Helm is missing or unusable, so that charts were not rendered",
    why: [
      "Values are held against the charts without Helm. What the rendered objects need of each other, conflicts between them and versions of APIs can only be seen in what Helm renders. Install it, or name one with ADDONS_HELM.",
    ],
    severity: "adjustable",
  },
  {
    code: "CHECK-RENDER-FAILED",
    title: "A chart cannot be rendered with the values of the manifest",
    why: [
      "`helm template` was run as a sync would run it, for the declared Kubernetes version and without a cluster, and failed: the message has Helm's own words, secrets hidden. A sync would fail alike. Look for a value that the chart requires, or one of another type than its templates expect.",
      "A template that takes more than a minute or more than three gigabytes does not end by itself and is stopped.",
    ],
    severity: "adjustable",
    example: {
      wrong: {
        ...LOCAL,
        "charts/web/templates/all.yaml":
          'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: {{ required "say which host" .Values.host }} }\n',
        "charts/web/values.yaml": 'host: ""\n',
      },
      right: devEnvironment("addons:\n  web: { chart: ../charts/web, namespace: web, values: { host: www } }\n"),
    },
  },
];
