import { assertNever } from "../support/assert-never.ts";
import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { InputDeclaration, InputSource } from "../values/inputs/input.ts";
import { decidingLayer, isBroken, offsetIn, placeIn } from "./layer.ts";
import type { Layer } from "./layer.ts";
import { parseDuration } from "./parse-duration.ts";
import { projectPath } from "../support/project-path.ts";
import type { Resolver } from "./resolver.ts";
import { INPUT_KINDS } from "./schema-inputs.ts";

export interface InputsRequest {
  readonly layers: readonly Layer[];
  /** All layers merged. */
  readonly merged: JsonObject;
  /** Of the cluster's name and vars; inputs are not made from inputs. */
  readonly resolver: Resolver;
  readonly report: (problem: Problem) => void;
}

export interface DeclaredInputs {
  readonly declarations: readonly InputDeclaration[];
  /** Names of those whose declaration is wrong, which was reported. */
  readonly broken: readonly string[];
}

/** The `inputs` of one cluster, references in their paths resolved. */
export function clusterInputs(request: InputsRequest): DeclaredInputs {
  const all = isJsonObject(request.merged["inputs"]) ? Object.entries(request.merged["inputs"]) : [];
  const read = all.map(([name, settings]) => ({
    name,
    declaration: isJsonObject(settings) ? declaration(name, settings, request) : undefined,
  }));
  return {
    declarations: read.flatMap((one) => one.declaration ?? []),
    broken: read.filter((one) => one.declaration === undefined).map(({ name }) => name),
  };
}

function declaration(name: string, settings: JsonObject, request: InputsRequest): InputDeclaration | undefined {
  const { layers } = request;
  const kind = onlyKind(name, settings, request);
  if (kind === undefined) return undefined;
  const path = ["inputs", name, kind];
  const source = readSource(settings[kind] ?? null, { kind, path, request });
  if (source === undefined) return undefined;
  const { require, maxAge } = settings;
  const names = Array.isArray(require) ? (require as readonly JsonValue[]).map(String) : [];
  return {
    name,
    source,
    require: names,
    requireAt: (index) => placeIn(layers, ["inputs", name, "require", index]),
    ...(typeof maxAge === "string" ? { maxAgeSeconds: parseDuration(maxAge) } : {}),
    at: placeIn(layers, path),
  };
}

type Kind = (typeof INPUT_KINDS)[number];

function onlyKind(name: string, settings: JsonObject, { layers, report }: InputsRequest): Kind | undefined {
  const kinds = INPUT_KINDS.filter((kind) => settings[kind] !== undefined);
  const [only, ...others] = kinds;
  if (others.length === 0 && only !== undefined) return only;
  const isOtherwiseWrong = INPUT_KINDS.some((kind) => isBroken(layers, ["inputs", name, kind]));
  if (only === undefined && isOtherwiseWrong) return undefined;
  const places = kinds.map((kind) => `${kind} (${placeWords(placeIn(layers, ["inputs", name, kind], "key"))})`);
  report({
    code: "INPUT-SOURCE",
    severity: "error",
    message:
      only === undefined
        ? `the input ${name} does not say where it comes from`
        : `the input ${name} has several sources: ${places.join(", ")}`,
    hint:
      only === undefined
        ? "add terraform:, kops:, sops:, env: or file:"
        : `keep one; what a lower layer says is taken away with null, as in ${only}: null`,
    at: placeIn(layers, others.length === 0 ? ["inputs", name] : ["inputs", name, others.at(-1) ?? ""], "key"),
  });
  return undefined;
}

function placeWords({ file, line }: SourcePosition): string {
  return `${file}:${line}`;
}

interface Written {
  readonly kind: Kind;
  readonly path: YamlPath;
  readonly request: InputsRequest;
}

function readSource(value: JsonValue, written: Written): InputSource | undefined {
  const { kind } = written;
  switch (kind) {
    case "sops":
    case "file": {
      const file = readPath(value, written.path, written.request);
      return file === undefined ? undefined : { kind, file };
    }
    case "terraform":
    case "kops": {
      if (isJsonObject(value)) return kind === "terraform" ? terraformRun(value, written) : kopsRun(value, written);
      const file = readPath(value, written.path, written.request);
      return file === undefined ? undefined : { kind: `${kind}-file`, file };
    }
    case "env": {
      const names: readonly unknown[] = Array.isArray(value) ? value : [];
      return { kind, names: names.filter((name) => typeof name === "string") };
    }
    default:
      return assertNever(kind);
  }
}

function terraformRun(value: JsonObject, { path, request }: Written): InputSource | undefined {
  if (value["run"] === undefined) return nothingToRun(path, request);
  const folder = readPath(value["run"], [...path, "run"], request);
  if (folder === undefined) return undefined;
  return { kind: "terraform-run", folder, program: value["program"] === "tofu" ? "tofu" : "terraform" };
}

function kopsRun(value: JsonObject, { path, request }: Written): InputSource | undefined {
  if (value["run"] === undefined) return nothingToRun(path, request);
  const cluster = readText(value["run"], [...path, "run"], request);
  const state = value["state"] === undefined ? "" : readText(value["state"], [...path, "state"], request);
  if (cluster === undefined || state === undefined) return undefined;
  return { kind: "kops-run", cluster, ...(state === "" ? {} : { state }) };
}

function nothingToRun(path: YamlPath, { layers, report }: InputsRequest): undefined {
  if (isBroken(layers, [...path, "run"])) return undefined;
  const what = String(path.at(-1));
  report({
    code: "INPUT-SOURCE",
    severity: "error",
    message: `${what} of the input ${path[1]} names neither a file nor what to run`,
    hint:
      what === "kops" ? "add run: with the cluster's name, or name a file" : "add run: with a folder, or name a file",
    at: placeIn(layers, path, "key"),
  });
  return undefined;
}

function readText(value: JsonValue | undefined, path: YamlPath, request: InputsRequest): string | undefined {
  if (typeof value !== "string") return undefined;
  const { layers, resolver } = request;
  const { text, state } = resolver.text(value, (_, offset) => offsetIn(layers, path, offset));
  return state === "known" ? text : undefined;
}

/** Relative to the file that names it, inside the project. */
function readPath(value: JsonValue, path: YamlPath, request: InputsRequest): string | undefined {
  const { layers, report } = request;
  const text = readText(value, path, request);
  if (text === undefined) return undefined;
  const resolved = projectPath(decidingLayer(layers, path)?.source.file ?? "", text);
  if (resolved !== undefined) return resolved;
  report({
    code: "MANIFEST-OUTSIDE-PROJECT",
    severity: "error",
    message: `${text} lies outside the project`,
    hint: "let the folder of the project hold both, or write the data to a file in it; paths are relative to the file that names them",
    at: placeIn(layers, path),
  });
  return undefined;
}
