import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { MAX_TAR } from "./archive-limits.ts";
import { describeBytes } from "./describe-bytes.ts";
import { chartError, refusedChart } from "./chart-error.ts";

/** Charts pack to about a tenth; a bomb reaches a thousandth. Small archives may be very regular. */
const MAX_RATIO = 200;
const ALWAYS_ALLOWED = 8 * 1024 * 1024;

const gunzipAsync = promisify(gunzip);

/** The tar inside a .tgz, in memory and bounded. `origin` names the archive in errors. */
export async function unzip(bytes: Uint8Array, origin: string): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    throw chartError("CHART-NOT-AN-ARCHIVE", `${origin}: not a gzipped chart archive; it is ${describeBytes(bytes)}`);
  }
  const limit = Math.min(MAX_TAR, Math.max(ALWAYS_ALLOWED, bytes.length * MAX_RATIO));
  try {
    return await gunzipAsync(bytes, { maxOutputLength: limit });
  } catch (error) {
    throw explain(error, origin, { packed: bytes.length, limit });
  }
}

function explain(error: unknown, origin: string, size: { packed: number; limit: number }): Error {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_BUFFER_TOO_LARGE") {
    const what = `${size.packed} bytes unpack to more than ${size.limit}`;
    return refusedChart("CHART-TOO-LARGE", `${origin}: ${what}; this is taken for a zip bomb`);
  }
  if (code === "Z_BUF_ERROR") return chartError("CHART-TRUNCATED", `${origin}: the archive ends in the middle`);
  return chartError(
    "CHART-CORRUPT",
    `${origin}: damaged gzip data (${error instanceof Error ? error.message : String(error)})`,
  );
}
