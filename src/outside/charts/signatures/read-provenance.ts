import { isJsonObject, type JsonObject } from "../../../support/json.ts";
import { sanitize } from "../../../support/sanitize.ts";
import { readYamlSource } from "../../../support/yaml-source.ts";
import { signatureHashProblem } from "./signature-hash.ts";

/** Which chart a provenance file has to be about. */
export interface ProvenanceSubject {
  readonly name: string;
  readonly version: string;
  /** `sha256:<hex>` of the .tgz. */
  readonly archive: string;
}

export function archiveFileName({ name, version }: ProvenanceSubject): string {
  return `${name}-${version}.tgz`;
}

/**
 * Why this .prov is not about this archive; undefined when it is. Stricter than Helm, which reads the first signed text of
 * the file wherever it stands: here it is the whole file, so that nothing unsigned can be taken for signed.
 */
export function provenanceProblem(file: Uint8Array, subject: ProvenanceSubject): string | undefined {
  const text = Buffer.from(file).toString("utf8").replaceAll("\r\n", "\n");
  const found = FORM.exec(text);
  if (found === null || text.split("-----BEGIN PGP").length !== 3) return "it is not one signed text";
  const hash = signatureHashProblem(Buffer.from(found[2] ?? "", "base64"));
  if (hash !== undefined) return hash;
  const body = (found[1] ?? "").replaceAll(/^- /gm, "");
  const [chartText, filesText, ...more] = body.split(/^\.\.\.$/m);
  if (chartText === undefined || filesText === undefined || more.length > 0)
    return "it is not the metadata of a chart and its digest";
  return chartProblem(dataOf(chartText), subject) ?? filesProblem(dataOf(filesText), subject);
}

/** Text and signature; the armor so strictly that every reader finds the same signature in it. */
const FORM = new RegExp(
  [
    String.raw`^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z]+: .*\n)*\n([^]*?)\n`,
    String.raw`-----BEGIN PGP SIGNATURE-----\n(?:[A-Za-z]+:.*\n)*[ \t]*\n`,
    String.raw`((?:[A-Za-z0-9+/]+\n)*[A-Za-z0-9+/]+={0,2}\n)(?:=[A-Za-z0-9+/]{4}\n)?-----END PGP SIGNATURE-----\s*$`,
  ].join(""),
);

function chartProblem(chart: JsonObject | undefined, { name, version }: ProvenanceSubject): string | undefined {
  if (chart?.["name"] === name && chart["version"] === version) return undefined;
  return `it is about ${shown(chart?.["name"])} ${shown(chart?.["version"])}, not ${name} ${version}`;
}

function filesProblem(data: JsonObject | undefined, subject: ProvenanceSubject): string | undefined {
  const files = data?.["files"];
  const fileName = archiveFileName(subject);
  if (!isJsonObject(files) || Object.keys(files).length !== 1 || files[fileName] === undefined)
    return `it does not name ${fileName}, and that alone`;
  if (files[fileName] === subject.archive) return undefined;
  return `it names another digest of ${fileName}: ${shown(files[fileName])}; the archive has ${subject.archive}`;
}

function dataOf(text: string): JsonObject | undefined {
  const read = readYamlSource(text, "provenance");
  return read.kind === "read" && isJsonObject(read.source.data) ? read.source.data : undefined;
}

function shown(value: unknown): string {
  return typeof value === "string" ? sanitize(value).slice(0, 100) : "nothing";
}
