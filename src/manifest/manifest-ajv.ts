import { Ajv, type Options } from "ajv";

/** ajv as manifests are checked with. */
export function manifestAjv(more: Options = {}): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strict: true,
    strictRequired: false,
    messages: false,
    ...more,
  });
  ajv.addVocabulary(["patternErrorMessage"]);
  return ajv;
}
