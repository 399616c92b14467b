import { isJsonObject, type JsonObject } from "../../../support/json.ts";
import type { SignedManifest } from "./signed-manifest.ts";

/** What a signature says of a manifest. `other`: it is an attestation of something else, which is no signature. */
export type StatementVerdict =
  | { readonly kind: "good" }
  | { readonly kind: "bad"; readonly why: string }
  | { readonly kind: "other" };

const IN_TOTO = /^https:\/\/in-toto\.io\/Statement\/v(0\.1|1)$/;
const SIGN = "https://sigstore.dev/cosign/sign/v1";

/** The in-toto statement of a cosign bundle. */
export function statementVerdict(payload: Uint8Array, { digest }: SignedManifest): StatementVerdict {
  const statement = jsonOf(payload);
  if (statement === undefined || typeof statement["_type"] !== "string" || !IN_TOTO.test(statement["_type"]))
    return { kind: "bad", why: "what it signs is no statement" };
  if (statement["predicateType"] !== SIGN) return { kind: "other" };
  const subjects: readonly unknown[] = Array.isArray(statement["subject"]) ? statement["subject"] : [];
  const [subject] = subjects;
  const digests = isJsonObject(subject) ? subject["digest"] : undefined;
  const signed = isJsonObject(digests) ? digests["sha256"] : undefined;
  if (subjects.length === 1 && typeof signed === "string" && `sha256:${signed}` === digest) return { kind: "good" };
  return { kind: "bad", why: `it is about another manifest: ${shown(signed)}` };
}

/** The payload of a simple signature. */
export function payloadVerdict(payload: Uint8Array, { digest }: SignedManifest): StatementVerdict {
  const critical = jsonOf(payload)?.["critical"];
  const image = isJsonObject(critical) ? critical["image"] : undefined;
  if (!isJsonObject(critical) || !isJsonObject(image))
    return { kind: "bad", why: "what it signs is no payload of cosign" };
  if (critical["type"] !== "cosign container image signature") return { kind: "other" };
  const signed = image["docker-manifest-digest"];
  if (signed === digest) return { kind: "good" };
  return { kind: "bad", why: `it is about another manifest: ${shown(signed)}` };
}

function jsonOf(payload: Uint8Array): JsonObject | undefined {
  try {
    const data: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
    return isJsonObject(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

function shown(value: unknown): string {
  return typeof value === "string" ? value.replaceAll(/[^\w:.-]/g, "?").slice(0, 80) : "none is named";
}
