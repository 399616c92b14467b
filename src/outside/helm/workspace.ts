import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../../support/json.ts";
import { CHART_FILE, VALUES_FILE } from "./helm-flags.ts";
import { sweepFolders } from "./sweep-folders.ts";

/** A private folder for one run of helm: its working directory, homes and caches, the chart and the values. */
export interface Workspace {
  readonly folder: string;
  /** Variables that keep Helm inside the folder and away from plugins, repositories and registries. */
  readonly env: Readonly<Record<string, string>>;
}

const PREFIX = "addons-helm-";

/** Makes the folder (0700, files 0600), lets `use` work in it and removes it however that ends. */
export async function withWorkspace<Result>(
  temporaryRoot: string,
  files: { readonly chart?: Uint8Array; readonly values?: JsonObject },
  use: (workspace: Workspace) => Promise<Result>,
): Promise<Result> {
  await sweepOnce(temporaryRoot);
  const folder = await mkdtemp(join(temporaryRoot, `${PREFIX}${process.pid}-`));
  try {
    const secret = { mode: 0o600, flag: "wx" } as const;
    await mkdir(join(folder, "plugins"), { mode: 0o700 });
    if (files.chart) await writeFile(join(folder, CHART_FILE), files.chart, secret);
    if (files.values) await writeFile(join(folder, VALUES_FILE), valuesText(files.values), secret);
    return await use({ folder, env: workspaceEnv(folder) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const swept = new Set<string>();

async function sweepOnce(temporaryRoot: string): Promise<void> {
  if (swept.has(temporaryRoot)) return;
  swept.add(temporaryRoot);
  await sweepFolders(temporaryRoot, PREFIX);
}

/**
 * JSON is YAML, but for characters that go-yaml does not take unescaped: control characters above ASCII, line
 * separators, the byte order mark.
 */
function valuesText(values: JsonObject): string {
  const text = JSON.stringify(values, null, 1).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `${text}\n`;
}

function workspaceEnv(folder: string): Readonly<Record<string, string>> {
  return {
    HELM_CACHE_HOME: join(folder, "cache"),
    HELM_CONFIG_HOME: join(folder, "config"),
    HELM_DATA_HOME: join(folder, "data"),
    HELM_PLUGINS: join(folder, "plugins"),
    HELM_NO_PLUGINS: "1",
    KUBECACHEDIR: join(folder, "kube"),
    KUBECONFIG: join(folder, "no-kubeconfig"),
    TMPDIR: folder,
    NO_COLOR: "1",
  };
}
