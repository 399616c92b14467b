import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { lockSchema } from "../src/lock/text/lock-schema.ts";
import { manifestSchema } from "../src/manifest/schema.ts";
import { sourcesSchema } from "../src/sources/sources-schema.ts";

/** Schemas that are written from the data the code itself uses, by name; the others in schemas/ are written by hand and checked by the tests of what they describe. */
export const GENERATED_SCHEMAS = {
  base: () => manifestSchema("Base"),
  environment: () => manifestSchema("Environment"),
  lock: lockSchema,
  sources: sourcesSchema,
} as const;

if (process.argv[1] === import.meta.filename) {
  for (const [name, make] of Object.entries(GENERATED_SCHEMAS)) {
    const file = fileURLToPath(new URL(`../schemas/${name}.schema.json`, import.meta.url));
    writeFileSync(file, `${JSON.stringify(make(), undefined, 2)}\n`);
    console.log(file);
  }
}
