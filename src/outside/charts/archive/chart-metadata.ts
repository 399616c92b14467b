import { parseDocument } from "yaml";
import { isJsonObject } from "../../../support/json.ts";
import type { ChartMetadata } from "../chart-archives.ts";
import { chartError } from "./chart-error.ts";

/** Chart.yaml read as tolerantly as Helm does: numbers become text, what is not used is not looked at. */
export function readChartMetadata(bytes: Uint8Array, origin: string): ChartMetadata {
  const where = `${origin}: Chart.yaml`;
  const document = parseDocument(Buffer.from(bytes).toString("utf8"), { uniqueKeys: false, logLevel: "silent" });
  const [error] = document.errors;
  if (error) throw chartError("CHART-METADATA", `${where} is not YAML: ${error.message.split("\n")[0]}`);
  const data = toData(document, where);
  if (!isJsonObject(data)) throw chartError("CHART-METADATA", `${where} is not a map`);
  const name = text(data["name"]);
  const version = text(data["version"]);
  if (name === undefined || !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
    throw chartError("CHART-METADATA", `${where} has no usable name (${JSON.stringify(data["name"] ?? null)})`);
  }
  if (version === undefined || !/^v?\d[0-9A-Za-z.+-]*$/.test(version)) {
    throw chartError("CHART-METADATA", `${where} has no usable version (${JSON.stringify(data["version"] ?? null)})`);
  }
  const appVersion = text(data["appVersion"]);
  const kubeVersion = text(data["kubeVersion"]);
  return {
    name,
    version,
    ...(appVersion === undefined ? {} : { appVersion }),
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
  };
}

function toData(document: ReturnType<typeof parseDocument>, where: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw chartError("CHART-METADATA", `${where}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** One line of text: these fields end up in the lock and on terminals. */
function text(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") return undefined;
  // oxlint-disable-next-line no-control-regex -- control characters are what this removes
  const line = value.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
  return line === "" || line.length > 256 ? undefined : line;
}
