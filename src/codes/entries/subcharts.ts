import type { CodeExplanation } from "../code-explanation.ts";
import { devEnvironment, localChart, lockOfWeb, WEB_CONTENT } from "../example-files.ts";

const SIBLING = `apiVersion: v2
name: web
version: 1.0.0
dependencies:
  - { name: lib, version: "^1", repository: "file://../lib" }
`;

/** As `addons lock` wrote it before the dependency was listed. */
const LOCK = lockOfWeb(["source: charts/web", WEB_CONTENT]);

/** Dependencies of charts that are folders, of the project or in git. */
export const SUBCHART_CODES: readonly CodeExplanation[] = [
  {
    code: "LOCK-STALE-SUBCHART-CHANGED",
    title: "The lock does not have the subcharts that a chart depends on now",
    why: [
      "A dependency was added to Chart.yaml, taken out or changed, or a folder that it names was. Subcharts are pinned like any chart: run `addons lock`, review what it changes, and commit it.",
    ],
    severity: "adjustable",
    example: {
      wrong: {
        ...devEnvironment("addons:\n  web: { chart: ../charts/web, namespace: web }\n"),
        ...localChart("web", { "Chart.yaml": SIBLING }),
        ...localChart("lib"),
        "addons.lock.yaml": LOCK,
      },
      right: { "addons.lock.yaml": null },
    },
  },
  {
    code: "LOCK-SUBCHART-LISTED",
    title: "A dependency of Chart.yaml cannot be used as it is listed",
    why: [
      "Helm could not read the entry (`tags: a` in place of a list, say), or it has no name, a name or alias that another has, another name than the chart that its folder holds, or a repository that is no address. `@NAME` and `alias:NAME` are names of Helm's repositories.yaml, which is a file of one machine: write the address in their place.",
    ],
    severity: "fixed",
  },
  {
    code: "LOCK-SUBCHART-OUTSIDE",
    title: "A dependency of Chart.yaml leads out of the project",
    why: [
      "`file://` names a folder by its way from the chart's folder, and has to stay in the project, or in the git repository that the chart is from: other machines have nothing else.",
    ],
    severity: "fixed",
  },
  {
    code: "LOCK-SUBCHART-CARRIED",
    title: "The charts folder of a chart does not hold what its Chart.yaml lists",
    why: [
      "What lies in `charts/`, as a folder or packed, is taken before any repository, as Helm does. A version there that the constraint does not allow would be rendered by Helm all the same, under another name; and a dependency without repository has to lie there. Nor may a file there be called as a pinned subchart will be, and hold another chart.",
    ],
    severity: "fixed",
  },
  {
    code: "LOCK-SUBCHART-TWICE",
    title: "Two charts fit one dependency",
    why: [
      "Helm keeps subcharts in a map without order and takes the first that fits: the same chart would be rendered now with one, now with the other. They may come from two entries of Chart.yaml, or lie in `charts/` beside each other: unpacked and packed, or in two versions.",
    ],
    severity: "fixed",
  },
  {
    code: "LOCK-SUBCHART-CIRCLE",
    title: "Charts depend on each other in a circle, or too deep",
    why: ["The way from chart to chart is shown. A chart that holds itself cannot be packed."],
    severity: "fixed",
  },
  {
    code: "LOCK-CHART-LOCK",
    title: "Helm's own lock of a chart contradicts the chart",
    why: [
      "Chart.lock (requirements.lock in old charts) has the versions of subcharts. They are taken while its digest fits the listed dependencies; here it does not, or `charts/` holds another version. The chart is locked all the same, by Chart.yaml.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-SUBCHART-MISSING",
    title: "A subchart is not on this computer",
    why: [
      "Neither charts/vendor nor the cache has it, and this verb does not use the network. While online, run `addons cache fill`, or `addons vendor`, which keeps copies in the project.",
    ],
    severity: "fixed",
  },
];
