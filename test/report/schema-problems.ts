import { Ajv, type ValidateFunction } from "ajv";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const compiled = new Map<string, ValidateFunction>();

/** What a JSON result has that its schema in schemas/ does not allow; empty for a valid one. */
export function schemaProblems(name: string, document: unknown): readonly string[] {
  const validate = compiled.get(name) ?? compile(name);
  compiled.set(name, validate);
  // As a reader sees it: what is undefined is not there.
  if (validate(JSON.parse(JSON.stringify(document)))) return [];
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
  );
}

function compile(name: string): ValidateFunction {
  const path = join(import.meta.dirname, "../../schemas", `${name}.schema.json`);
  const schema = JSON.parse(readFileSync(path, "utf8")) as object;
  return new Ajv({ allErrors: true, strict: true }).compile(schema);
}
