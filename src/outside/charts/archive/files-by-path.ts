import { refusedChart } from "./chart-error.ts";
import type { TarFile } from "./read-tar.ts";

/** Files by their path inside the chart's folder; names that point elsewhere and names given twice are refused. */
export function filesByPath(entries: readonly TarFile[], origin: string): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const file of entries) {
    const path = pathInChart(file.name, origin);
    if (files.has(path)) {
      throw refusedChart(
        "CHART-DUPLICATE",
        `${origin}: holds ${JSON.stringify(path)} twice, so its content is ambiguous`,
      );
    }
    files.set(path, file.bytes);
  }
  return files;
}

/** Without the top folder, as Helm does it; archives made on Windows may hold backslashes, and then no other slashes. */
function pathInChart(name: string, origin: string): string {
  if (name.includes("\\") && name.includes("/")) {
    const message = `${origin}: holds ${JSON.stringify(name)}, with both kinds of slashes, which Helm takes for another path`;
    throw refusedChart("CHART-UNSAFE-PATH", message, "rename the file: names of files in charts have no backslash");
  }
  const path = name.replaceAll("\\", "/");
  const parts = path.split("/");
  const inside = parts.slice(1).filter((part) => part !== "" && part !== ".");
  const unsafe =
    path.startsWith("/") ||
    /^[a-z]:/i.test(path) ||
    parts.includes("..") ||
    /^[a-z]:$/i.test(inside[0] ?? "") ||
    // oxlint-disable-next-line no-control-regex -- control characters are what this refuses
    /[\u0000-\u001f\u007f]/.test(path);
  if (unsafe) {
    const message = `${origin}: holds ${JSON.stringify(name)}, which points outside the chart's folder`;
    throw refusedChart("CHART-UNSAFE-PATH", message);
  }
  if (inside.length === 0) {
    throw refusedChart("CHART-UNSAFE-PATH", `${origin}: holds ${JSON.stringify(name)} outside the chart's top folder`);
  }
  return inside.join("/");
}
