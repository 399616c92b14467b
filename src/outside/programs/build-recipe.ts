import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AddonsError } from "../../support/addons-error.ts";
import { sha256 } from "../../support/sha256.ts";
import type { ProgramSource } from "./program-sources.ts";

/** Everything that decides the bytes of a source's programs, but the Go that builds them. */
export interface BuildRecipe {
  readonly source: ProgramSource;
  /** Absolute path of tools/NAME. */
  readonly folder: string;
  /** Version of the programs, `v1.37.1`. */
  readonly version: string;
  /** Arguments of `go build`, without output and packages. */
  readonly flags: readonly string[];
  /** What the build adds to the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** 16 hex characters over go.mod, go.sum, flags and platform. */
  readonly digest: string;
}

export function readRecipe(toolsFolder: string, source: ProgramSource): BuildRecipe {
  const folder = join(toolsFolder, source.tool);
  const goMod = readText(join(folder, "go.mod"));
  const goSum = readText(join(folder, "go.sum"));
  const versionOf = (module: string): string => requiredVersion(goMod, module, folder);
  const stamps = Object.entries(source.stamps(versionOf)).map(([name, value]) => `-X ${name}=${value}`);
  const flags = ["-trimpath", "-buildvcs=false", "-ldflags", ["-s", "-w", ...stamps].join(" ")];
  // `mod` and `local`: nothing but what go.mod and go.sum say, built by the Go that was found.
  const env = { CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOTOOLCHAIN: "local", GOWORK: "off" };
  const inputs = [goMod, goSum, flags, env, process.platform, process.arch];
  return {
    source,
    folder,
    version: versionOf(source.module),
    flags,
    env,
    digest: sha256(JSON.stringify(inputs)).slice(0, 16),
  };
}

function requiredVersion(goMod: string, module: string, folder: string): string {
  const line = goMod.split("\n").find((text) => new RegExp(`^(?:require)?\\s*${escaped(module)} v`).test(text));
  const version = line === undefined ? undefined : /\sv\S+/.exec(line)?.[0].trim();
  if (version === undefined) {
    throw new AddonsError("PROGRAM-MODULE-BROKEN", `${join(folder, "go.mod")} requires no ${module}`, {
      kind: "failed",
      hint: `put the file back as it was committed: git checkout ${folder}`,
    });
  }
  return version;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new AddonsError("PROGRAM-MODULE-BROKEN", `${path} cannot be read`, {
      kind: "failed",
      hint: "the programs of the playground are pinned there; put it back as it was committed",
      cause: error,
    });
  }
}
