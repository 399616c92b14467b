import { AddonsError } from "../../../support/addons-error.ts";
import { sanitize } from "../../../support/sanitize.ts";
import type { RunResult } from "../../process/processes.ts";
import { PROXY_LOGIN } from "../transfer/explain-failure.ts";
import { TransferError } from "../transfer/transfer-error.ts";

/** Why git could not talk to a repository: an AddonsError when a person must act, else a TransferError. */
export function gitFailure(result: RunResult, what: { readonly repo: string; readonly totalMs: number }): Error {
  const { repo, totalMs } = what;
  if (result.ended === "timed-out") {
    return new TransferError(`no end after ${Math.round(totalMs / 1000)} s`, { retry: "never" });
  }
  const said = wordsOf(result.stderr);
  const known = CAUSES.find(({ words }) => words.test(said));
  if (known) {
    return new AddonsError(known.code, `${repo}: ${known.message} (git: ${said})`, {
      kind: known.kind,
      hint: known.hint,
    });
  }
  const onTheWay = ON_THE_WAY.find(({ words }) => words.test(said));
  if (onTheWay) return new TransferError(`git: ${said}`, { retry: "never", hint: onTheWay.hint(new URL(repo).host) });
  return new TransferError(`git: ${said}`, { retry: PASSING.test(said) ? "yes" : "never" });
}

/** The last words of git, which say what ended it; the lines of the other side stand before. */
function wordsOf(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const telling = lines.filter((line) =>
    /^(fatal|error|remote|ssh|[^ ]+@[^ ]+): |Host key|Permission denied/i.test(line),
  );
  const words = (telling.length > 0 ? telling : lines).map((line) => line.replace(/^(fatal|error): /, ""));
  const text = [...new Set(words)].slice(0, 3).join("; ");
  return sanitize(text === "" ? "it said nothing" : text.slice(0, 400));
}

/** May be over in a moment. */
const PASSING =
  /timed out|Connection (refused|reset)|Could not resolve|Failed to connect|early EOF|RPC failed|unexpected disconnect|hung up|HTTP 5\d\d|error: (429|5\d\d)|Operation too slow|Empty reply|Broken pipe|not connected/i;

/** TLS and proxies, in the words of OpenSSL and of GnuTLS, whichever git was built with. */
const ON_THE_WAY: readonly { readonly words: RegExp; readonly hint: (host: string) => string }[] = [
  {
    words: /certificate verif|self.signed certificate|unable to get (local )?issuer|no alternative certificate/i,
    hint: (host) =>
      `look whether its certificate is for this host and still valid; when an authority of your own made it, put that into ~/.docker/certs.d/${host}/ca.crt, or name its file in SSL_CERT_FILE (docs/charts.md)`,
  },
  {
    words: /certificate (is )?required|handshake fail|bad certificate|fatal alert/i,
    hint: (host) =>
      `it may want a client certificate: put yours into ~/.docker/certs.d/${host}/client.cert and client.key (docs/charts.md)`,
  },
  { words: /proxy.* 407|response 407/i, hint: () => PROXY_LOGIN },
];

interface Cause {
  readonly words: RegExp;
  readonly code: string;
  readonly kind: "usage" | "failed" | "refused";
  readonly message: string;
  readonly hint: string;
}

const CAUSES: readonly Cause[] = [
  {
    words: /Host key verification failed|REMOTE HOST IDENTIFICATION/i,
    code: "CHART-GIT-LOGIN",
    kind: "failed",
    message: "the host's ssh key is not known, or another one than before",
    hint: "connect once with `ssh` by hand and compare the key; addons takes no unknown key by itself",
  },
  {
    words: /Permission denied|Authentication failed|could not read (Username|Password)|HTTP 40[13]|error: 40[13]/i,
    code: "CHART-GIT-LOGIN",
    kind: "failed",
    message: "the server wants a login, or does not accept the one it got",
    hint: "for https put a login for its host into Helm's registry/config.json or Docker's config.json (docs/charts-from-git.md); for ssh add the key to the agent",
  },
  {
    words: /error: 30\d/i,
    code: "CHART-GIT-REDIRECT",
    kind: "failed",
    message: "the server redirects to another address, and a login is not sent on",
    hint: "name the address that it redirects to, often the same with .git at its end",
  },
  {
    words: /dubious ownership/i,
    code: "CHART-GIT-LOGIN",
    kind: "failed",
    message: "the repository on this computer belongs to somebody else",
    hint: "git reads such a folder for its owner only; use its https or ssh address",
  },
  {
    words: /does not appear to be a git repository|repository .* not found|error: 404|No such file or directory/i,
    code: "CHART-GIT-REPOSITORY",
    kind: "failed",
    message: "there is no such repository, or it is hidden without a login",
    hint: "check the address; the folder inside the repository stands behind a double slash: git+https://host/org/repo//folder",
  },
  {
    words: /dumb http transport/i,
    code: "CHART-GIT-REPOSITORY",
    kind: "failed",
    message: "the server offers files only, no git service",
    hint: "use an address that speaks git's smart protocol, or ssh",
  },
];
