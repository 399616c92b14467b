import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "../../../../src/support/sha256.ts";

/** Real gpg with a home of its own. Close it: it leaves an agent behind otherwise. */
export interface Gpg extends Disposable {
  /** Makes a key without passphrase; `expired`: it was valid for January 2025 alone. */
  makeKey(name: string, validity?: "valid" | "expired"): PgpKey;
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
  return {
    makeKey(name, validity = "valid") {
      const id = `${name}@example.com`;
      const at = (date: string): readonly string[] =>
        validity === "valid" ? [] : ["--faked-system-time", `${date}T000000`];
      run(
        ...at("20250101"),
        "--quick-generate-key",
        `${name} <${id}>`,
        "rsa2048",
        "sign",
        validity === "valid" ? "never" : "30d",
      );
      const listed = run("--with-colons", "--list-keys", id).toString();
      return {
        id,
        fingerprint: /^fpr:+([0-9A-F]+):/m.exec(listed)?.[1] ?? "",
        binary: run("--export", id),
        armored: run("--armor", "--export", id).toString(),
        secret: run("--export-secret-keys", id),
        sign(subject) {
          const file = join(home, "body");
          writeFileSync(file, subject.body ?? provenanceBody(subject));
          return run(
            ...at("20250105"),
            ...[id, ...(subject.with ? [subject.with.id] : [])].flatMap((each) => ["--local-user", each]),
            "--digest-algo",
            subject.digest ?? "SHA512",
            "--output",
            "-",
            "--clearsign",
            file,
          );
        },
      };
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
