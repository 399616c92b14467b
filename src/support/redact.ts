/** Hides known secret strings in foreign text: errors of helm, of the API server, of a registry. */
export interface Redactor {
  /** Strings shorter than four characters are not taken: they would hide everything. */
  add(secrets: Iterable<string>): void;
  text(text: string): string;
}

const MASK = "(hidden)";

export function createRedactor(): Redactor {
  const known = new Set<string>();
  return {
    add(secrets) {
      for (const secret of secrets) {
        if (secret.length < 4) continue;
        known.add(secret);
        known.add(JSON.stringify(secret).slice(1, -1));
        known.add(Buffer.from(secret).toString("base64"));
      }
    },
    text(text) {
      let redacted = text;
      for (const secret of [...known].sort((a, b) => b.length - a.length)) {
        redacted = redacted.replaceAll(secret, MASK);
      }
      return redacted;
    },
  };
}
