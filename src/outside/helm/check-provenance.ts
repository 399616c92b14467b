import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AddonsError } from "../../support/addons-error.ts";
import { sanitize } from "../../support/sanitize.ts";
import type { Processes } from "../process/processes.ts";
import { findHelm } from "./find-helm.ts";
import { helmMissing } from "./helm-version.ts";
import { withWorkspace } from "./workspace.ts";

export interface ProvenanceRequest {
  /** What the provenance file calls the archive: `NAME-VERSION.tgz`. */
  readonly fileName: string;
  readonly archive: Uint8Array;
  /** The .prov file. */
  readonly provenance: Uint8Array;
  /** OpenPGP public keys, not armored. */
  readonly keyring: Uint8Array;
}

/** `fingerprint`: of the primary key, upper-case hex. `said`: Helm's reason, one line. */
export type ProvenanceVerdict =
  | { readonly kind: "good"; readonly fingerprint: string }
  | { readonly kind: "bad"; readonly said: string };

export interface ProvenanceOptions {
  readonly processes: () => Promise<Processes>;
  /** For ADDONS_HELM and PATH. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly temporaryRoot?: string;
}

const LIMIT_SECONDS = 60;

/** `helm verify` in a private folder, with no key but the given ones. Throws AddonsError HELM-* when helm cannot say. */
export async function checkProvenance(
  options: ProvenanceOptions,
  request: ProvenanceRequest,
): Promise<ProvenanceVerdict> {
  const binary = findHelm(undefined, options.env);
  const processes = await options.processes();
  const result = await withWorkspace(options.temporaryRoot ?? tmpdir(), {}, async ({ folder, env }) => {
    const write = async (name: string, bytes: Uint8Array): Promise<void> =>
      await writeFile(join(folder, name), bytes, { mode: 0o600, flag: "wx" });
    await write(request.fileName, request.archive);
    await write(`${request.fileName}.prov`, request.provenance);
    await write(KEYRING, request.keyring);
    return await processes.run({
      file: binary,
      args: ["verify", `--keyring=${KEYRING}`, "--", request.fileName],
      env: { ...env, PATH: options.env["PATH"] ?? "", HOME: folder },
      cwd: folder,
      timeoutMs: LIMIT_SECONDS * 1000,
    });
  });
  if (result.ended === "not-found") throw helmMissing(binary);
  if (result.ended !== "exited" || result.exitCode === undefined) {
    const how = result.ended === "timed-out" ? `did not end within ${LIMIT_SECONDS} s` : "was ended before it was done";
    throw new AddonsError(result.ended === "timed-out" ? "HELM-TIMEOUT" : "HELM-CRASHED", `helm verify ${how}.`, {
      kind: "failed",
      hint: "check that it is a working Helm, or name another one with ADDONS_HELM",
    });
  }
  if (result.exitCode !== 0) return { kind: "bad", said: reasonOf(result.stderr) };
  // Names of keys stand before it and could hold a line like this: the last one is Helm's own.
  const fingerprint = [...result.stdout.matchAll(/^Using Key With Fingerprint: ([0-9A-F]{40,64})$/gm)].at(-1)?.[1];
  return fingerprint === undefined ? { kind: "bad", said: "helm names no key" } : { kind: "good", fingerprint };
}

const KEYRING = "keyring.gpg";

function reasonOf(stderr: string): string {
  const lines = sanitize(stderr)
    .split("\n")
    .filter((line) => line.trim() !== "");
  const error = lines.findLast((line) => line.startsWith("Error: ")) ?? lines.at(-1) ?? "helm does not say why";
  return error
    .replace(/^Error: /, "")
    .replace(/^openpgp: /, "")
    .slice(0, 300);
}
