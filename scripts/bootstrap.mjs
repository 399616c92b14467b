// Runs one of the project's scripts on a fresh clone: `node scripts/bootstrap.mjs scripts/NAME.ts [ARGUMENT…]`.
// Works with any Node from 20 on and nothing installed: installs what package-lock.json pins when node_modules is not made
// from it, then hands over to the Node that is among it. Exit code and signals are passed on.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, "node_modules", ".made-from-package-lock");
const packageLock = readFileSync(join(root, "package-lock.json"));
const wantedStamp = createHash("sha256").update(packageLock).digest("hex");

const [script, ...scriptArguments] = process.argv.slice(2);
if (script === undefined) {
  console.error("usage: node scripts/bootstrap.mjs scripts/NAME.ts [ARGUMENT…]");
  process.exit(64);
}
if (!isInstalled()) install();
handOver(projectNode());

function isInstalled() {
  return existsSync(stampFile) && readFileSync(stampFile, "utf8") === wantedStamp;
}

function install() {
  console.error("installing the dependencies that package-lock.json pins (npm ci) …");
  // npm tells its scripts where it is; without it, the one on PATH.
  const npm = process.env.npm_execpath;
  const [file, ...first] = npm?.endsWith(".js") ? [process.execPath, npm] : ["npm"];
  // Its output is not ours: stdout belongs to the script.
  const { status, error } = spawnSync(file, [...first, "ci", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) {
    console.error(`npm ci failed${error === undefined ? "" : `: ${error.message}`}`);
    console.error(
      "Nothing of this project runs without its dependencies. Check the network and run the same command again.",
    );
    process.exit(1);
  }
  writeFileSync(stampFile, wantedStamp);
}

function projectNode() {
  const own = join(root, "node_modules", ".bin", "node");
  if (existsSync(own) && spawnSync(own, ["--version"]).status === 0) return own;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 22)) return process.execPath;
  console.error(
    `Node 22.22 or newer is needed; this is ${process.version}, and npm did not install the one of package.json.`,
  );
  console.error(
    "Allow install scripts (npm config get ignore-scripts), then: rm -r node_modules, and the same command again.",
  );
  process.exit(1);
}

function handOver(node) {
  const child = spawn(node, [join(root, script), ...scriptArguments], { cwd: root, stdio: "inherit" });
  const passOn = (signal) => {
    // A terminal sends Ctrl-C to both of us: a second one would mean "at once".
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, passOn);
  child.on("error", (error) => {
    console.error(`${node} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    process.exit(signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0));
  });
}
