import { isJsonObject } from "../../support/json.ts";
import type { JsonObject, JsonValue } from "../../support/json.ts";
import { encryptedFile, isEncrypted } from "./encrypted-file.ts";
import type { InputFault, ParsedInput } from "./input.ts";
import { parseJson } from "./parse-json.ts";

const COMMAND = "terraform output -json > FILE (or tofu output -json > FILE)";

/**
 * What `terraform output -json` and `tofu output -json` print: `{ NAME: { value, type, sensitive } }`. Sensitive ones may
 * not be shown.
 */
export function parseTerraform(printed: string): ParsedInput {
  const text = withoutWarnings(printed);
  const wrapped = wrapperFault(text);
  if (wrapped !== undefined) return { kind: "broken", faults: [wrapped] };
  const read = parseJson(text);
  if (read.kind === "broken") {
    const { message, place } = read;
    return { kind: "broken", faults: [{ code: "INPUT-SYNTAX", message, hint: `write it anew: ${COMMAND}`, place }] };
  }
  const { data } = read;
  const wrong = shapeFault(data);
  if (wrong !== undefined || !isJsonObject(data))
    return { kind: "broken", faults: [wrong ?? notOutputs("it is no map")] };
  const outputs = Object.entries(data).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]));
  const secret = outputs.filter(([, output]) => output["sensitive"] === true).map(([name]) => name);
  const values = outputs.map(([name, output]): [string, JsonValue] => [name, output["value"] ?? null]);
  return { kind: "data", data: { data: Object.fromEntries(values), secret } };
}

/** Both programs print warnings of their configuration before the JSON, on the same stream. Lines keep their numbers. */
function withoutWarnings(text: string): string {
  // oxlint-disable-next-line no-control-regex -- colours
  if (!/^\s*(?:\u001b\[[0-9;]*m)*(?:╷|Warning:)/u.test(text)) return text;
  const start = text.search(/^\{/m);
  return start < 0 ? text : text.slice(0, start).replaceAll(/[^\n]/g, "") + text.slice(start);
}

/** The wrapper that CI actions put around terraform writes lines of its own. */
function wrapperFault(text: string): InputFault | undefined {
  if (!/^\[command\]|^::(?:debug|set-output)/m.test(text)) return undefined;
  return {
    code: "INPUT-SHAPE",
    message: "a wrapper around terraform has written lines of its own into it",
    hint: "with hashicorp/setup-terraform set terraform_wrapper: false",
    place: { line: 1, column: 1 },
  };
}

function shapeFault(data: JsonValue): InputFault | undefined {
  if (!isJsonObject(data)) return notOutputs("it is no map of outputs, but one value");
  if (data["terraform_version"] !== undefined && (data["lineage"] !== undefined || data["resources"] !== undefined)) {
    return notOutputs("this is a state file, which holds every secret of the infrastructure");
  }
  if (data["format_version"] !== undefined)
    return notOutputs("this is what `terraform show -json` prints, not outputs");
  if (isEncrypted(data))
    return {
      ...encryptedFile(),
      hint: "decrypt it to a file that git ignores, or let addons run terraform: { run: FOLDER }",
    };
  const other = Object.entries(data).find(([, output]) => !isJsonObject(output) || output["value"] === undefined);
  if (other === undefined) return undefined;
  return {
    code: "INPUT-SHAPE",
    message: `${JSON.stringify(other[0])} is no output: it has no value`,
    hint: `outputs look like { NAME: { "value": …, "type": …, "sensitive": … } }: ${COMMAND}; a plain map is named with file:`,
  };
}

function notOutputs(why: string): InputFault {
  return { code: "INPUT-SHAPE", message: why, hint: `write only the outputs: ${COMMAND}` };
}
