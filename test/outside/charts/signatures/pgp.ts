import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "../../../../src/support/sha256.ts";

/** Real gpg with a home of its own. Close it: it leaves an agent behind otherwise. */
export interface Gpg extends Disposable {
  /** Makes a key without passphrase; `expired`: it was valid for January 2025 alone. */
  makeKey(name: string, validity?: "valid" | "expired"): PgpKey;
  /** A key that signs with its newest subkey; `before`: its public half without that. */
  rotate(name: string): PgpKey & { readonly before: Buffer };
  /** The public half with its revocation, which stays out of this home. */
  revoked(key: PgpKey): Buffer;
}

export interface PgpKey {
  /** Upper-case hex. */
  readonly fingerprint: string;
  readonly binary: Buffer;
  readonly armored: string;
  /** Secret keys, binary. */
  readonly secret: Buffer;
  readonly id: string;
  /** A provenance file as `helm package --sign` writes it, made by gpg. */
  sign(subject: SignedSubject): Buffer;
}

interface SignedSubject {
  readonly name: string;
  readonly version: string;
  readonly archive: Uint8Array;
  /** For what Helm would not write. */
  readonly body?: string;
  /** Default SHA512. */
  readonly digest?: "SHA1" | "SHA256";
  /** Signs it, too. */
  readonly with?: Pick<PgpKey, "id">;
}

export function openGpg(): Gpg {
  const home = mkdtempSync(join(tmpdir(), "gpg-"));
  const env = { GNUPGHOME: home, PATH: process.env["PATH"] ?? "" };
  const run = (...args: readonly string[]): Buffer =>
    execFileSync("gpg", ["--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", ...args], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
  /** `at`: options that set gpg's clock. */
  const keyOf = (id: string, at: readonly string[]): PgpKey => ({
    id,
    fingerprint: /^fpr:+([0-9A-F]+):/m.exec(run("--with-colons", "--list-keys", id).toString())?.[1] ?? "",
    binary: run("--export", id),
    armored: run("--armor", "--export", id).toString(),
    secret: run("--export-secret-keys", id),
    sign(subject) {
      const file = join(home, "body");
      writeFileSync(file, subject.body ?? provenanceBody(subject));
      const by = [id, ...(subject.with ? [subject.with.id] : [])].flatMap((each) => ["--local-user", each]);
      return run(...at, ...by, "--digest-algo", subject.digest ?? "SHA512", "--output", "-", "--clearsign", file);
    },
  });
  const generate = (name: string, expires: string, at: readonly string[]): string => {
    const id = `${name}@example.com`;
    run(...at, "--quick-generate-key", `${name} <${id}>`, "rsa2048", "sign", expires);
    return id;
  };
  const clock = (date: string): readonly string[] => ["--faked-system-time", `${date}T000000`];
  return {
    makeKey(name, validity = "valid") {
      if (validity === "valid") return keyOf(generate(name, "never", []), []);
      return keyOf(generate(name, "30d", clock("20250101")), clock("20250105"));
    },
    rotate(name) {
      const id = generate(name, "never", []);
      const { binary: before, fingerprint } = keyOf(id, []);
      run("--quick-add-key", fingerprint, "rsa2048", "sign", "never");
      return { ...keyOf(id, []), before };
    },
    revoked({ binary, fingerprint }) {
      const apart = mkdtempSync(join(tmpdir(), "gpg-"));
      const there = (input: Buffer | string, ...args: readonly string[]): Buffer =>
        execFileSync("gpg", ["--batch", "--quiet", ...args], {
          env: { ...env, GNUPGHOME: apart },
          input,
          stdio: ["pipe", "pipe", "pipe"],
        });
      try {
        there(binary, "--import");
        // A colon keeps it from being imported by accident.
        const certificate = readFileSync(join(home, "openpgp-revocs.d", `${fingerprint}.rev`), "utf8");
        there(certificate.replaceAll(/^:/gm, ""), "--import");
        return there("", "--export");
      } finally {
        execFileSync("gpgconf", ["--kill", "all"], { env: { ...env, GNUPGHOME: apart }, stdio: "ignore" });
        rmSync(apart, { recursive: true, force: true });
      }
    },
    [Symbol.dispose]() {
      execFileSync("gpgconf", ["--kill", "all"], { env, stdio: "ignore" });
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The text that Helm signs. */
export function provenanceBody({
  name,
  version,
  archive,
}: {
  name: string;
  version: string;
  archive: Uint8Array;
}): string {
  return `apiVersion: v2\nname: ${name}\nversion: ${version}\n\n...\nfiles:\n  ${name}-${version}.tgz: sha256:${sha256(archive)}\n`;
}
