import type { JsonObject, JsonValue } from "../support/json.ts";
import { projectPath } from "../support/project-path.ts";
import type { SourcePosition } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import { SIGNER_FORMS, SIGNER_KEYS } from "./source-keys.ts";
import { SOURCES_FILE, type AllowedSigner } from "./source-settings.ts";
import { mapAt, report, textAt, words, type SourcesReading } from "./sources-reading.ts";

export interface PlacedSigner {
  readonly signer: AllowedSigner;
  /** The file it names. */
  readonly file: { readonly file: string; readonly at: SourcePosition };
}

type SignerKey = keyof typeof SIGNER_KEYS;

/** One who may sign; undefined, and told, when the entry does not say who. */
export function parseSigner(reading: SourcesReading, path: YamlPath, data: JsonValue): PlacedSigner | undefined {
  const map = mapAt(reading, { path, data, known: Object.keys(SIGNER_KEYS) });
  if (map === undefined) return undefined;
  const given = Object.keys(map);
  const form = SIGNER_FORMS.find(([first]) => given.includes(first));
  if (form === undefined || !form.every((key) => given.includes(key)) || given.length !== form.length) {
    return report(reading, path, {
      code: "SOURCES-SIGNERS",
      message: `${words(path)} must have pgp, or cosign, or identity with issuer and trustedRoot`,
      hint: form === undefined ? "write for example: { pgp: keys/team.asc }" : `here: ${form.join(", ")}, nothing else`,
    });
  }
  const texts = textsOf(reading, { path, map, form });
  const fileKey = form.at(-1) ?? "pgp";
  const file = projectFile(reading, [...path, fileKey], texts[fileKey]);
  if (file === undefined) return undefined;
  const placed = { file, at: reading.source.at([...path, fileKey]) };
  if (fileKey === "pgp") return { signer: { kind: "pgp", keyring: file }, file: placed };
  if (fileKey === "cosign") return { signer: { kind: "cosign-key", key: file }, file: placed };
  const { identity, issuer } = texts;
  if (identity === undefined || issuer === undefined) return undefined;
  return { signer: { kind: "cosign-identity", identity, issuer, trustedRoot: file }, file: placed };
}

interface SignerTexts {
  readonly path: YamlPath;
  readonly map: JsonObject;
  readonly form: readonly SignerKey[];
}

function textsOf(reading: SourcesReading, { path, map, form }: SignerTexts): Partial<Record<SignerKey, string>> {
  const texts: Partial<Record<SignerKey, string>> = {};
  for (const key of form) {
    const text = textAt(reading, [...path, key], map[key] ?? null);
    if (text === undefined) continue;
    if (/\s/.test(text)) {
      report(reading, [...path, key], {
        code: "SOURCES-VALUE",
        message: `${words([...path, key])} must not hold spaces`,
        hint: "write it exactly as the certificate has it, or rename the file",
      });
    } else texts[key] = text;
  }
  return texts;
}

function projectFile(reading: SourcesReading, path: YamlPath, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const file = projectPath(SOURCES_FILE, text);
  if (file !== undefined) return file;
  return report(reading, path, {
    code: "SOURCES-VALUE",
    message: `${words(path)}: ${text} lies outside the project`,
    hint: "keys are reviewed with the project: copy the file to charts/keys/ and name it keys/NAME",
  });
}
