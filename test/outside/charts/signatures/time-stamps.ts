import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { X509Certificate } from "node:crypto";
import type { JsonObject } from "../../../../src/support/json.ts";
import { workFolder } from "../work-folder.ts";

/** An authority of time stamps (RFC 3161), made by openssl. */
export interface LocalStamps {
  /** For `timestampAuthorities` of a trusted root. */
  readonly authority: JsonObject;
  /** The answer of the authority over these bytes, in base64. */
  stamp(bytes: Uint8Array): string;
}

const CONFIG = `[tsa]
default_tsa = ours
[ours]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
`;

export function makeStamps(name: string): LocalStamps {
  const folder = workFolder({ "ts.cnf": CONFIG, serial: "01\n" });
  const openssl = (...args: readonly string[]): void => {
    const env = { PATH: process.env["PATH"] ?? "" };
    execFileSync("openssl", args, { cwd: folder, env, stdio: ["ignore", "ignore", "pipe"] });
  };
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const ca = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"];
  openssl("req", "-x509", ...curve, "-keyout", "ca.key", "-out", "ca.pem", "-subj", `/O=${name}`, "-days", "2", ...ca);
  openssl("req", "-new", ...curve, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", `/O=${name}/CN=stamps`);
  const usage = "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n";
  writeFileSync(join(folder, "leaf.cnf"), usage);
  const issued = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "1", "-extfile", "leaf.cnf"];
  openssl("x509", "-req", "-in", "tsa.csr", ...issued, "-out", "tsa.pem");
  const rawBytes = (file: string): string =>
    new X509Certificate(readFileSync(join(folder, file))).raw.toString("base64");
  return {
    authority: {
      subject: { organization: name, commonName: "" },
      uri: `https://stamps.${name}.example.com`,
      certChain: { certificates: [{ rawBytes: rawBytes("tsa.pem") }, { rawBytes: rawBytes("ca.pem") }] },
      validFor: { start: new Date(Date.now() - 86_400_000).toISOString() },
    },
    stamp(bytes) {
      writeFileSync(join(folder, "data"), bytes);
      openssl("ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "query");
      const signer = ["-signer", "tsa.pem", "-inkey", "tsa.key", "-config", "ts.cnf"];
      openssl("ts", "-reply", "-queryfile", "query", ...signer, "-out", "reply");
      return readFileSync(join(folder, "reply")).toString("base64");
    },
  };
}
