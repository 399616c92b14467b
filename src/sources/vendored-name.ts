import type { Pin } from "../lock/lockfile.ts";

export const VENDOR_FOLDER = "charts/vendor";

/** `cert-manager-v1.21.2.tgz`: what a copy is called while no other chart of the lock has this name and version with other bytes. */
export function vendoredName(pin: Pin): string {
  return `${stem(pin)}.tgz`;
}

/** `cert-manager-v1.21.2@7d2f0cba5d9c.tgz`: told apart by its digest. No name and no version of a chart holds an `@`. */
export function distinctVendoredName(pin: Pin): string {
  return `${stem(pin)}@${shortDigest(pin)}.tgz`;
}

/** Whether a file can be one of ours: nothing else in the folder is ever removed. */
export function looksVendored(file: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*-v?\d+\.\d+\.\d+[A-Za-z0-9.+-]*(@[0-9a-f]{12})?\.tgz$/.test(file);
}

function stem(pin: Pin): string {
  const at = pin.chart.lastIndexOf("@");
  return `${pin.chart.slice(0, at)}-${pin.chart.slice(at + 1)}`;
}

/** Of the archive; of the files in it for a folder that has no archive of its own. */
function shortDigest(pin: Pin): string {
  if (pin.archive !== undefined) return pin.archive.slice("sha256:".length).slice(0, 12);
  return Buffer.from(pin.content.slice("h1:".length), "base64").toString("hex").slice(0, 12);
}
