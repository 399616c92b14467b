import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCosignKey } from "../../src/outside/charts/signatures/cosign-key.ts";
import { readKeyring } from "../../src/outside/charts/signatures/read-keyring.ts";
import { describeWithPrograms, programPath } from "../cluster/plane.ts";
import { workFolder } from "../outside/charts/work-folder.ts";
import { blocksOf, docText } from "./read-docs.ts";

const PAGE = "docs/signatures.md";

describeWithPrograms("docs/signatures.md", ["cosign"], () => {
  test("its commands make files of keys that can be used", () => {
    const root = workFolder({ "charts/keys/.keep": "" });
    const bin = join(root, "bin");
    const env = {
      PATH: `${bin}:${process.env["PATH"] ?? ""}`,
      HOME: root,
      GNUPGHOME: join(root, "gpg"),
      COSIGN_PASSWORD: "",
    };
    mkdirSync(bin);
    mkdirSync(env.GNUPGHOME);
    chmodSync(env.GNUPGHOME, 0o700);
    symlinkSync(programPath("cosign"), join(bin, "cosign"));
    const run = (file: string, ...args: readonly string[]) =>
      execFileSync(file, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    const quiet = ["--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""];
    try {
      run("gpg", ...quiet, "--quick-generate-key", "Releases <releases@example.com>", "ed25519", "sign", "never");
      run("cosign", "generate-key-pair");
      const [block] = blocksOf({ path: PAGE, text: docText(PAGE) }).filter(({ language }) => language === "sh");
      run("sh", "-ec", block?.text ?? "false");
    } finally {
      run("gpgconf", "--kill", "all");
    }
    expect(readKeyring(readFileSync(join(root, "charts/keys/team.asc"))).kind).toBe("read");
    expect(readCosignKey(readFileSync(join(root, "charts/keys/cosign.pub"), "utf8")).kind).toBe("read");
  });
});
