import type { Problem } from "../../support/problem.ts";
import type { YamlPath } from "../../support/yaml-places.ts";

/** Something about values of an add-on, before it is known which layer wrote them. */
export interface ValuesFinding {
  readonly code: ValuesCode;
  readonly severity: Problem["severity"];
  /** In the add-on's values; what no layer wrote is shown at the add-on. */
  readonly path: YamlPath;
  /** Which part of the path to point at. */
  readonly part: "key" | "value";
  readonly message: string;
  readonly hint?: string;
}

export type ValuesCode =
  | "VALUES-SCHEMA"
  | "VALUES-SCHEMA-BROKEN"
  | "VALUES-SCHEMA-EXTERNAL-REF"
  | "VALUES-DEFAULTS-BROKEN"
  | "VALUES-NOT-A-MAP"
  | "VALUES-UNKNOWN-KEY"
  | "VALUES-TYPE"
  | "VALUES-SAME-AS-DEFAULT"
  | "VALUES-DISABLED-SUBCHART"
  | "VALUES-IMAGE-UNPINNED";

/** A path as people write it: `controller.args[0]`, `annotations."a.b/c"`. */
export function pathWords(path: YamlPath): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      const plain = /^[\w/-]+$/.test(step) ? step : JSON.stringify(step);
      return index === 0 ? plain : `.${plain}`;
    })
    .join("");
}
