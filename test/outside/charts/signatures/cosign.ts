import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programPath } from "../../../cluster/plane.ts";

/** How cosign 3 stores a signature, and how cosign 1 and 2 did. */
export type CosignForm = "bundle" | "simple";

/** The real cosign with a home of its own, and nobody to talk to but this computer. */
export interface Cosign extends Disposable {
  /** Makes a pair without password; returns paths. */
  makeKey(name: string): { readonly secret: string; readonly file: string; readonly pem: string };
  /** `manifest` is `host/name@sha256:…`. */
  sign(manifest: string, secret: string, form: CosignForm): void;
  /** Whether `cosign verify` accepts it. */
  verify(manifest: string, file: string, form: CosignForm): boolean;
  /** As `verify`, for who is named by a certificate; `root` is the text of a trusted root. */
  verifyIdentity(
    manifest: string,
    who: { readonly identity: string; readonly issuer: string; readonly root: string },
  ): boolean;
  /** Attaches an attestation, which is no signature. */
  attest(manifest: string, secret: string, predicateFile: string): void;
}

export function openCosign(): Cosign {
  const home = mkdtempSync(join(tmpdir(), "cosign-"));
  // Loopback is never asked through a proxy; this one refuses everything else.
  const env = {
    HOME: home,
    PATH: "",
    COSIGN_PASSWORD: "",
    HTTPS_PROXY: "http://127.0.0.1:9",
    HTTP_PROXY: "http://127.0.0.1:9",
  };
  const run = (...args: readonly string[]) =>
    spawnSync(programPath("cosign"), args, { cwd: home, env, encoding: "utf8", timeout: 60_000 });
  const must = (...args: readonly string[]): void => {
    const { status, stderr } = run(...args);
    if (status !== 0) throw new Error(`cosign ${args[0]}: ${stderr}`);
  };
  const forms = { bundle: "--new-bundle-format=true", simple: "--new-bundle-format=false" };
  const local = ["--use-signing-config=false", "--tlog-upload=false", "--allow-http-registry", "--yes"];
  // Keys need no roots, but cosign 3 asks for some, and would look for them on the net.
  const roots = join(home, "roots.json");
  writeFileSync(roots, '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}');
  return {
    makeKey(name) {
      must("generate-key-pair", "--output-key-prefix", name);
      const file = join(home, `${name}.pub`);
      return { secret: join(home, `${name}.key`), file, pem: readFileSync(file, "utf8") };
    },
    sign: (manifest, secret, form) => must("sign", "--key", secret, forms[form], ...local, manifest),
    verify(manifest, file, form) {
      const trusted = form === "bundle" ? [`--trusted-root=${roots}`] : [];
      const offline = ["--insecure-ignore-tlog", "--offline", "--allow-http-registry"];
      return run("verify", "--key", file, forms[form], ...trusted, ...offline, manifest).status === 0;
    },
    verifyIdentity(manifest, { identity, issuer, root }) {
      const trusted = join(home, "trusted_root.json");
      writeFileSync(trusted, root);
      const who = ["--certificate-identity", identity, "--certificate-oidc-issuer", issuer, "--insecure-ignore-sct"];
      return run("verify", ...who, `--trusted-root=${trusted}`, "--allow-http-registry", manifest).status === 0;
    },
    attest: (manifest, secret, predicate) =>
      must("attest", "--key", secret, "--type", "custom", "--predicate", predicate, forms.bundle, ...local, manifest),
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}
