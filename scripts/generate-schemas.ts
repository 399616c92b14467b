import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { manifestSchema } from "../src/manifest/schema.ts";

// Writes the JSON Schemas of the manifest, which editors read, from the data that the validation uses.
for (const kind of ["Base", "Environment"] as const) {
  const file = fileURLToPath(new URL(`../schemas/${kind.toLowerCase()}.schema.json`, import.meta.url));
  writeFileSync(file, `${JSON.stringify(manifestSchema(kind), undefined, 2)}\n`);
  console.log(file);
}
