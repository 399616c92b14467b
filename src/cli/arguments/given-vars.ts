import { AddonsError } from "../../support/addons-error.ts";

/** `--var NAME=VALUE` as a map; the last of a name wins. Throws AddonsError CLI-USAGE for a text without a name. */
export function givenVars(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text): [string, string] => {
      const at = text.indexOf("=");
      if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
      throw new AddonsError("CLI-USAGE", `--var ${JSON.stringify(text)} is not NAME=VALUE`, {
        kind: "usage",
        hint: "for example: --var branch=main",
      });
    }),
  );
}
