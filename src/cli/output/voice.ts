import { createColours, decideColours, type Colours } from "../../report/colours.ts";
import { errorRecord, errorText } from "../../report/problems/error-text.ts";
import { createRedactor, type Redactor } from "../../support/redact.ts";
import { sanitize } from "../../support/sanitize.ts";
import type { Surroundings } from "../surroundings.ts";
import { createStatusLine } from "./status-line.ts";

/** How a run speaks: results on stdout, everything else on stderr. */
export interface Voice {
  readonly colours: Colours;
  readonly detail: "quiet" | "normal" | "verbose";
  readonly log: "text" | "json";
  /** Hides secrets of this run in everything that is said. */
  readonly redactor: Redactor;
  /** A result, as it is. */
  result(text: string): void;
  /** What is going on, one line on stderr; silent when quiet. */
  progress(message: string): void;
  /** Whether `status` shows anything: a terminal that somebody watches. */
  readonly redraws: boolean;
  /** One line on stderr that the next one replaces, and that anything else that is said takes away; undefined: none. */
  status(text: string | undefined): void;
  /** One JSON line on stderr, whatever `log` is. */
  record(record: object): void;
  /** Text on stderr, as it is. */
  note(text: string): void;
  error(error: unknown, source?: (file: string) => string | undefined): void;
}

export interface VoiceFlags {
  readonly noColor: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly logFormat: "text" | "json" | undefined;
}

export function createVoice(surroundings: Surroundings, flags: VoiceFlags): Voice {
  const { stdout, env } = surroundings;
  const status = createStatusLine(surroundings.stderr);
  const stderr = { ...surroundings.stderr, write: (text: string) => status.writeOver(text) };
  const redactor = createRedactor();
  const flag = flags.noColor ? "no-color" : "unset";
  const out = createColours(decideColours({ flag, env, terminal: stdout.terminal }));
  const err = createColours(decideColours({ flag, env, terminal: stderr.terminal }));
  const detail = flags.verbose ? "verbose" : flags.quiet ? "quiet" : "normal";
  const log = flags.logFormat ?? "text";
  const redact = (text: string): string => redactor.text(text);
  const record = (content: object): void => stderr.write(`${redact(JSON.stringify(content))}\n`);
  const at = (): string => new Date(surroundings.now()).toISOString();
  return {
    colours: out,
    detail,
    log,
    redactor,
    redraws: redraws(surroundings, { detail, log }),
    status: (text) => status.show(text === undefined ? undefined : sanitize(redact(text))),
    result(text) {
      status.show(undefined);
      stdout.write(redact(text));
    },
    note: (text) => stderr.write(redact(text)),
    record,
    progress(message) {
      if (detail === "quiet") return;
      const text = sanitize(redactor.text(message));
      if (log === "json") record({ type: "message", at: at(), message: text });
      else stderr.write(`${err.dim(text)}\n`);
    },
    error(error, source) {
      if (log === "json") return record({ type: "error", at: at(), ...errorRecord(error, redact) });
      const shape = stderr.terminal === "yes" ? "frames" : "lines";
      const style = { colours: err, shape, detail: detail === "verbose" ? "full" : "short" } as const;
      stderr.write(redact(errorText(error, { ...style, redact, ...(source === undefined ? {} : { source }) })));
    },
  };
}

/** In CI a terminal is only a log. */
function redraws({ stderr, env }: Surroundings, { detail, log }: Pick<Voice, "detail" | "log">): boolean {
  const isWatched = stderr.terminal === "yes" && stderr.columns > 0 && !isSet(env["CI"]) && env["TERM"] !== "dumb";
  return isWatched && detail === "normal" && log === "text";
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "false" && value !== "0";
}
