import type { ProjectFiles } from "./code-explanation.ts";

/** `environments/dev.yaml` of an example: one cluster, and what is added to it. */
export function devEnvironment(rest: string): ProjectFiles {
  return {
    "environments/dev.yaml": `apiVersion: addons/v1
kind: Environment
clusters:
  local: { playground: true, kubernetes: "1.37" }
${rest}`,
  };
}

/** The smallest local chart, in `charts/NAME`; `more` is added to its files, by path inside the chart. */
export function localChart(name: string, more: ProjectFiles = {}): ProjectFiles {
  const files = { "Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`, ...more };
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`charts/${name}/${file}`, text]));
}
