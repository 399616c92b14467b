import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A shell script that stands for `go`: it notes how it was called and "builds" scripts that answer with their version. */
export interface FakeGo {
  /** Folder for PATH. */
  readonly bin: string;
  calls(): readonly GoCall[];
  behave(behaviour: { readonly version?: string; readonly fail?: string; readonly slow?: string }): void;
  /** Puts an executable of this name into a folder; returns its path. */
  place(folder: string, name: string): string;
  /** Ends calls that still sleep. */
  endAll(): void;
}

export interface GoCall {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export function fakeGo(root: string, version: string): FakeGo {
  const bin = join(root, "bin");
  const notes = join(root, "notes");
  mkdirSync(bin, { recursive: true });
  mkdirSync(notes);
  writeFileSync(join(root, "VERSION"), `${version}\ntime 2026-08-28T16:20:06Z\n`);
  executable(join(bin, "go"), SCRIPT.replaceAll("ROOT", root));
  return {
    bin,
    calls: () =>
      readdirSync(notes)
        .filter((name) => name.endsWith(".env"))
        .map((name) => readCall(join(notes, name))),
    behave: ({ version: answer = "", fail = "", slow = "" }) => {
      writeFileSync(join(root, "answer"), answer);
      writeFileSync(join(root, "fail"), fail);
      writeFileSync(join(root, "slow"), slow);
    },
    place: (folder, name) => {
      mkdirSync(folder, { recursive: true });
      return executable(join(folder, name), "#!/bin/sh\n");
    },
    endAll: () => {
      for (const name of readdirSync(notes).filter((note) => note.endsWith(".pid"))) {
        try {
          process.kill(Number(readFileSync(join(notes, name), "utf8")), "SIGKILL");
        } catch {
          // It has ended.
        }
      }
    },
  };
}

/** Module files with the versions that the real ones had when this was written, and nothing to fetch. */
export function fakeTools(folder: string): string {
  for (const [tool, requires] of Object.entries(REQUIRES)) {
    mkdirSync(join(folder, tool), { recursive: true });
    const lines = requires.map((line) => `\t${line}\n`).join("");
    writeFileSync(join(folder, tool, "go.mod"), `module x.invalid/${tool}\n\ngo 1.26.0\n\nrequire (\n${lines})\n`);
    writeFileSync(join(folder, tool, "go.sum"), "");
  }
  return folder;
}

const REQUIRES: Readonly<Record<string, readonly string[]>> = {
  kubernetes: ["k8s.io/kubernetes v1.37.1 // indirect"],
  etcd: ["go.etcd.io/etcd/server/v3 v3.7.3 // indirect"],
  kwok: ["sigs.k8s.io/kwok v0.8.0 // indirect"],
  helm4: ["helm.sh/helm/v4 v4.3.1 // indirect"],
  helm3: ["helm.sh/helm/v3 v3.22.0 // indirect", "k8s.io/client-go v0.37.0 // indirect"],
  registry: ["github.com/distribution/distribution/v3 v3.1.2 // indirect"],
};

// The version that a program answers comes from the first stamp, as in a real one; etcd's is in its source.
const SCRIPT = `#!/bin/sh
printf '%s\\n' "$PWD" "$@" >ROOT/notes/$$.args
env >ROOT/notes/$$.env
echo $$ >ROOT/notes/$$.pid
[ -s ROOT/slow ] && sleep "$(cat ROOT/slow)"
if [ -s ROOT/fail ]; then echo some/package; cat ROOT/fail; exit 1; fi
version=v3.7.3
for word in $6; do
  case $word in *ersion=*) version=\${word#*=}; break ;; esac
done
[ -s ROOT/answer ] && version=$(cat ROOT/answer)
shift 7
out=$1
shift
for package in "$@"; do
  case $out in */) file=$out\${package##*/} ;; *) file=$out ;; esac
  printf '#!/bin/sh\\necho "%s %s"\\n' "\${file##*/}" "$version" >"$file"
  chmod +x "$file"
done
`;

function executable(path: string, text: string): string {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

function readCall(envFile: string): GoCall {
  const argsFile = envFile.replace(/env$/, "args");
  const [cwd = "", ...args] = existsSync(argsFile) ? readFileSync(argsFile, "utf8").trimEnd().split("\n") : [];
  const lines = readFileSync(envFile, "utf8").trimEnd().split("\n");
  return {
    args,
    cwd,
    env: Object.fromEntries(lines.map((line) => [line.split("=")[0] ?? "", line.replace(/^[^=]*=/, "")])),
  };
}
