import type { Redactor } from "../../support/redact.ts";
import { sanitize } from "../../support/sanitize.ts";
import type { RunResult } from "../process/processes.ts";
import type { InputProgram } from "./input-programs.ts";
import type { RawInput } from "./inputs.ts";

/** As much of a program's own words as an error shows. */
const MOST = 300;

/** Why a program gave no data: one clause with its own last words, without secrets. */
export function explainRun(
  program: InputProgram,
  result: RunResult,
  { redactor, timeoutMs }: { readonly redactor: Redactor; readonly timeoutMs: number },
): RawInput {
  const { shown } = program;
  const said = ownWords(redactor.text(hideKeys(sanitize(result.stderr))));
  const more = said === "" ? "" : `: ${said}`;
  if (result.ended === "timed-out") {
    const hint = "it may wait for a network or for an answer; see what it does by hand";
    return unreadable(`${shown} was stopped: it did not end within ${timeoutMs / 1000} s${more}`, `${hint}: ${shown}`);
  }
  if (result.ended !== "exited") return unreadable(`${shown} was stopped${more}`, `try it by hand: ${shown}`);
  if (result.signal !== undefined) {
    return unreadable(`${shown} was ended by ${result.signal}${more}`, `try it by hand: ${shown}`);
  }
  if (result.exitCode === 0) return unreadable(`${shown} printed more than 5 MB`, "write what is needed to a file");
  const known = KNOWN[program.name].find(({ signs }) => signs.test(said));
  const hint = (known?.hint ?? "try it by hand: COMMAND").replace("COMMAND", shown);
  return unreadable(`${shown} ended with exit code ${result.exitCode}${more}`, hint);
}

export function programMissing(program: InputProgram, named: string | undefined): RawInput {
  const { name, variable, shown } = program;
  const why = named ? `${variable} names ${named}, which is no program` : `there is no ${name} on PATH`;
  const other = name === "terraform" ? "; for OpenTofu add program: tofu" : "";
  const file = name === "sops" ? "" : `, or keep what it prints in a file: ${shown} > FILE`;
  return unreadable(why, `install ${name}, or name it with ${variable}${other}${file}`);
}

function unreadable(why: string, hint: string): RawInput {
  return { kind: "unreadable", why, hint };
}

/** Keys that are recognised wherever they stand. */
function hideKeys(text: string): string {
  return text
    .replaceAll(/AGE-SECRET-KEY-[A-Z0-9-]+/gi, "(hidden)")
    .replaceAll(/(:\/\/[^/\s:@]*:)[^@\s/]+@/g, "$1(hidden)@")
    .replaceAll(/((?:AWSSecretKey|X-Amz-[A-Za-z-]+|Signature|sig|token)=)[^&\s"]+/gi, "$1(hidden)");
}

/** From the line that names the error on, frames and empty lines left out, on one line. */
function ownWords(stderr: string): string {
  const lines = stderr
    .split("\n")
    .map((line) => line.replaceAll(/[╷│╵]/g, "").trim())
    .filter((line) => line !== "");
  const first = lines.findIndex((line) => /\berror\b|failed|cannot|could not/i.test(line));
  const text = lines.slice(Math.max(0, first)).join(" ").replaceAll(/\s+/g, " ");
  return text.length > MOST ? `${text.slice(0, MOST).trimEnd()}…` : text;
}

interface Known {
  readonly signs: RegExp;
  readonly hint: string;
}

const LOGIN: Known = {
  signs: /credential|ExpiredToken|AccessDenied|Unauthorized|InvalidClientTokenId|403|401/i,
  hint: "log in to where its state is, then try it by hand: COMMAND",
};
const TERRAFORM: readonly Known[] = [
  {
    signs: /\binit\b|not installed|initiali[sz]ation required/i,
    hint: "initialise the folder first (init), then try it by hand: COMMAND",
  },
  LOGIN,
];

const KNOWN: Readonly<Record<InputProgram["name"], readonly Known[]>> = {
  terraform: TERRAFORM,
  tofu: TERRAFORM,
  kops: [
    { signs: /--state|KOPS_STATE_STORE/, hint: "add state: s3://BUCKET beside run:, or set KOPS_STATE_STORE" },
    { signs: /not found/i, hint: "names of clusters: kops get clusters" },
    LOGIN,
  ],
  sops: [
    { signs: /metadata not found/i, hint: "it is not encrypted: name it with file: instead of sops:" },
    { signs: /MAC mismatch/i, hint: "it was changed without sops; take the last good version, then edit it with sops" },
    {
      signs: /data key|identity|age|kms|pgp|vault/i,
      hint: "none of your keys opens it: set SOPS_AGE_KEY_FILE, or log in to the key service; who may read it stands at the end of the file",
    },
  ],
};
