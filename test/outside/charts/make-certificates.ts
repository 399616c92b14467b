import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "./work-folder.ts";

/** A certificate with its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority made by the real openssl, for the tests of one file. */
export interface Authority extends Disposable {
  /** Its own certificate. */
  readonly cert: string;
  issue(subject: { readonly name: string; readonly expired?: "yes" }): Certificate;
}

const CONFIG = `
[ca]
default_ca = own
[own]
dir = .
new_certs_dir = .
database = index.txt
serial = serial
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
`;

export function makeAuthority(name = "Test authority"): Authority {
  const folder = mkdtempSync(join(tmpdir(), "addons-authority-"));
  writeFiles(folder, { "ca.cnf": CONFIG, "index.txt": "", serial: "01\n" });
  const openssl = (...args: string[]): void => void execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...curve, "-keyout", "ca.key", "-out", "ca.crt", "-days", "2", "-subj", `/CN=${name}`);
  const read = (path: string): string => readFileSync(join(folder, path), "utf8");
  let issued = 0;
  return {
    cert: read("ca.crt"),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
    issue(subject) {
      const base = `issued-${++issued}`;
      const kind = /^[\d.]+$/.test(subject.name) ? "IP" : "DNS";
      const extension = ["-addext", `subjectAltName=${kind}:${subject.name}`];
      openssl(
        "req",
        ...curve,
        "-keyout",
        `${base}.key`,
        "-out",
        `${base}.csr`,
        "-subj",
        `/CN=${subject.name}`,
        ...extension,
      );
      const dates =
        subject.expired === undefined
          ? ["-days", "2"]
          : ["-startdate", "20200101000000Z", "-enddate", "20200102000000Z"];
      const signed = ["-in", `${base}.csr`, "-out", `${base}.crt`, "-notext", ...dates];
      openssl("ca", "-batch", "-config", "ca.cnf", "-cert", "ca.crt", "-keyfile", "ca.key", ...signed);
      return { cert: read(`${base}.crt`), key: read(`${base}.key`) };
    },
  };
}

/** `certs.d/HOST` of a Docker configuration folder below `root`; `:` stands in folder names as in Docker's own. */
export function writeHostFiles(root: string, host: string, files: Readonly<Record<string, string>>): void {
  const folder = join(root, "docker/certs.d", host);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
