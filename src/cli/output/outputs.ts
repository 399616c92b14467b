import { resolve } from "node:path";
import { PLAIN, type Colours } from "../../report/colours.ts";
import { nearest } from "../../support/nearest.ts";
import type { Command, Invocation, Outputs } from "../command.ts";
import { usageError } from "../arguments/usage-error.ts";

/** Reads `FORMAT` and `FORMAT=FILE`; throws AddonsError CLI-USAGE. */
export function readOutputs(command: Command, texts: readonly string[]): Outputs {
  const asked = texts.map((text) => readOutput(command, text));
  const toStdout = asked.filter((output) => output.path === undefined);
  if (toStdout.length > 1) {
    throw usageError("only one format can go to stdout", command, `-o ${toStdout[1]?.format}=FILE`);
  }
  return {
    stdout: toStdout[0]?.format ?? command.formats[0] ?? "text",
    files: asked.flatMap(({ format, path }) => (path === undefined ? [] : [{ format, path }])),
  };
}

function readOutput(command: Command, text: string): { readonly format: string; readonly path?: string } {
  const equals = text.indexOf("=");
  const format = equals < 0 ? text : text.slice(0, equals);
  const path = equals < 0 ? undefined : text.slice(equals + 1);
  if (!command.formats.includes(format)) {
    const near = nearest(format, command.formats);
    const hint = near === undefined ? undefined : `did you mean -o ${near}?`;
    throw usageError(
      `${command.name} has no output format "${format}", but ${command.formats.join(", ")}`,
      command,
      hint,
    );
  }
  if (path === "") throw usageError(`-o ${text} names no file`, command);
  return path === undefined ? { format } : { format, path };
}

/**
 * Each format's text, made only when it is asked for. Secrets are hidden in it, unless its maker has done so in the texts that it was made
 * from: there they stand unescaped, and a secret such as "error" takes no keyword of the format away.
 */
export type Formats = Readonly<Record<string, (colours: Colours) => FormatText | Promise<FormatText>>>;
type FormatText = string | { readonly masked: string };

export async function deliver(invocation: Invocation, formats: Formats): Promise<void> {
  const { outputs, voice, root, surroundings } = invocation;
  for (const { format, path } of outputs.files) {
    const text = (await formats[format]?.(PLAIN)) ?? "";
    await surroundings.writeFile(
      resolve(root, path),
      typeof text === "string" ? voice.redactor.text(text) : text.masked,
    );
  }
  const result = (await formats[outputs.stdout]?.(voice.colours)) ?? "";
  if (typeof result === "string") voice.result(result);
  else surroundings.stdout.write(result.masked);
}

/** JSON as every verb prints it. */
export function jsonText(data: object): string {
  return `${JSON.stringify(data, undefined, 2)}\n`;
}
