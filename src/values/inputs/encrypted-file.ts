import { isJsonObject } from "../../support/json.ts";
import type { JsonValue } from "../../support/json.ts";
import type { InputFault } from "./input.ts";

export function encryptedFile(): InputFault {
  return {
    code: "INPUT-ENCRYPTED",
    message: "the file is encrypted by sops",
    hint: "name it with sops: FILE, which decrypts it",
  };
}

/** As sops leaves a file: its own key with a MAC beside the encrypted values. */
export function isEncrypted(data: JsonValue): boolean {
  const mark = isJsonObject(data) ? data["sops"] : undefined;
  return isJsonObject(mark) && (typeof mark["mac"] === "string" || typeof mark["lastmodified"] === "string");
}
