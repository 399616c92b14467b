import { hash } from "node:crypto";

/** Lower-case hex SHA-256 of text (as UTF-8) or bytes. */
export function sha256(data: string | Uint8Array): string {
  return hash("sha256", data);
}
