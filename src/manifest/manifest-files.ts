import { nearest } from "../support/nearest.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import { isJsonObject } from "../support/json.ts";
import type { JsonObject } from "../support/json.ts";
import { readYamlSource } from "../support/yaml-source.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { YamlSource } from "../support/yaml-source.ts";
import type { SchemaCheck } from "./check-schema.ts";
import { misplacedReferences } from "./misplaced-references.ts";
import type { ManifestKind } from "./schema.ts";
import { usableData } from "./usable-data.ts";

/** A Base or Environment file that was read. */
export interface ManifestFile {
  readonly source: YamlSource;
  readonly kind: ManifestKind;
  readonly data: JsonObject;
  readonly broken: readonly YamlPath[];
}

/** What the project folder answers: the text, nothing there, or why it cannot be read. */
export type TextRead =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly message: string; readonly hint?: string };

/** Files of one run: each is read and checked once, however many environments and clusters name it. */
export interface ManifestFiles {
  /** A manifest file that `from` names; undefined after its problems were reported. */
  manifest(file: string, from: Named): Promise<ManifestFile | undefined>;
  /** A values file. */
  values(file: string, from: Named): Promise<YamlSource | undefined>;
  /** Reports at `from` when there is no chart in the folder. */
  chartFolder(folder: string, from: Named): Promise<void>;
}

/** Who names a file, and what it expects to find. */
interface Named {
  readonly at: SourcePosition;
  readonly expects: ManifestKind | "values" | "chart";
  readonly report: (problem: Problem) => void;
}

export interface FileAccess {
  readonly text: (file: string) => Promise<TextRead>;
  readonly list: (folder: string) => Promise<readonly string[]>;
  readonly check: SchemaCheck;
  /** For what is wrong inside a file, whoever names it. */
  readonly report: (problem: Problem) => void;
}

export function manifestFiles(access: FileAccess): ManifestFiles {
  const texts = remember(access.text);
  const sources = remember(async (file: string) => readSource(await texts(file), file, access));
  const manifests = remember(async (key: string) => {
    const [expects, file = ""] = key.split(" ", 2);
    const source = await sources(file);
    return source === undefined ? undefined : readManifest(source, expects === "Base" ? "Base" : "Environment", access);
  });
  return {
    async manifest(file, from) {
      await explainMissing(await texts(file), { file, from, access });
      return manifests(`${from.expects} ${file}`);
    },
    async values(file, from) {
      await explainMissing(await texts(file), { file, from, access });
      const source = await sources(file);
      if (source === undefined || isJsonObject(source.data)) return source;
      access.report(notAMap(source));
      return undefined;
    },
    async chartFolder(folder, from) {
      const chart = await texts(`${folder}/Chart.yaml`);
      await explainMissing(chart, { file: folder, from, access });
    },
  };
}

function remember<Result>(read: (key: string) => Promise<Result>): (key: string) => Promise<Result> {
  const known = new Map<string, Promise<Result>>();
  return (key) => {
    const result = known.get(key) ?? read(key);
    known.set(key, result);
    return result;
  };
}

function readSource(read: TextRead, file: string, access: FileAccess): YamlSource | undefined {
  if (read.kind !== "text") return undefined;
  const result = readYamlSource(read.text, file);
  if (result.kind === "read") return result.source;
  for (const problem of result.problems) access.report(problem);
  return undefined;
}

function readManifest(source: YamlSource, expects: ManifestKind, access: FileAccess): ManifestFile | undefined {
  if (!isJsonObject(source.data)) {
    access.report(notAMap(source));
    return undefined;
  }
  const { kind: written } = source.data;
  if ((written === "Base" || written === "Environment") && written !== expects) {
    access.report(wrongKind(source, written));
    return undefined;
  }
  const found = [...access.check(source, expects), ...misplacedReferences(source)];
  for (const { problem } of found) access.report(problem);
  const broken = found.map(({ path }) => path).filter((path) => path.length > 0);
  return { source, kind: expects, data: usableData(source.data, broken), broken };
}

function notAMap(source: YamlSource): Problem {
  return {
    code: "MANIFEST-WRONG-TYPE",
    severity: "error",
    message: "the file must hold a map (lines of `key: value`)",
    hint: "check that this is the right file",
    at: source.at([]),
  };
}

function wrongKind(source: YamlSource, written: ManifestKind): Problem {
  return {
    code: "MANIFEST-WRONG-KIND",
    severity: "error",
    message:
      written === "Base"
        ? "this is a Base, which is shared by environments and not run itself"
        : "this is an Environment; extends takes Base files only, so that no clusters of another environment come along",
    hint:
      written === "Base"
        ? "name an environment that extends it, or write kind: Environment"
        : "move what both share into a file with kind: Base",
    at: source.at(["kind"]),
  };
}

interface Missing {
  readonly file: string;
  readonly from: Named;
  readonly access: FileAccess;
}

async function explainMissing(read: TextRead, { file, from, access }: Missing): Promise<void> {
  if (read.kind === "text") return;
  if (read.kind === "unreadable") {
    from.report({
      code: "MANIFEST-UNREADABLE-FILE",
      severity: "error",
      message: `${file} cannot be read: ${read.message}`,
      ...(read.hint === undefined ? {} : { hint: read.hint }),
      at: from.at,
    });
    return;
  }
  const folder = file.slice(0, Math.max(0, file.lastIndexOf("/")));
  const beside = await access.list(folder).catch(() => []);
  const meant = nearest(file.slice(file.lastIndexOf("/") + 1), beside);
  const what = from.expects === "chart" ? `there is no chart in ${file} (no Chart.yaml)` : `${file} does not exist`;
  from.report({
    code: "MANIFEST-MISSING-FILE",
    severity: "error",
    message: what,
    hint:
      meant === undefined
        ? "paths are relative to the file that names them"
        : `did you mean ${folder === "" ? "" : `${folder}/`}${meant}? paths are relative to the file that names them`,
    at: from.at,
  });
}
