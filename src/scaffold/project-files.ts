import { manifestSchema } from "../manifest/schema.ts";
import { ciFiles } from "./ci-texts.ts";
import { MANIFEST_FILES } from "./manifest-texts.ts";
import type { CiKind, ScaffoldFile } from "./scaffold-file.ts";
import { STARTER_CHART } from "./starter-chart.ts";

/** Every file of a new project, in the order in which they are told. `folder`: of the project in its repository, empty for its root. */
export function projectFiles(ci: CiKind, folder = ""): readonly ScaffoldFile[] {
  return [...MANIFEST_FILES, ...STARTER_CHART, ...SCHEMAS, ...ciFiles(ci, folder)];
}

/** What editors read; `addons schema` writes them anew with the values of the charts. */
const SCHEMAS: readonly ScaffoldFile[] = (["Base", "Environment"] as const).map((kind) => ({
  path: `schemas/${kind.toLowerCase()}.schema.json`,
  text: `${JSON.stringify(manifestSchema(kind), undefined, 2)}\n`,
  into: "project",
  whenThere: "leave",
}));
