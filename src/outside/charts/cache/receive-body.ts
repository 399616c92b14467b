import { createHash } from "node:crypto";
import { copyFile, mkdir, open, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AddonsError } from "../../../support/addons-error.ts";
import { temporaryName } from "../../files/temporary-file.ts";
import { removeAbandoned } from "../../files/write-atomically.ts";
import { whyNotWritten } from "./full-disk.ts";
import { removeAtExit } from "./remove-at-exit.ts";

export interface ReceivedBody {
  readonly path: string;
  /** Hex SHA-256. */
  readonly digest: string;
}

/**
 * Streams a body into a temporary file of `folder`. A folder that cannot be written, or is full in the middle, is told of
 * (`tell`), and the temporary folder of the system takes its place. Throws AddonsError CHART-CACHE-ROOM when that is full, too.
 */
export async function receiveBody(
  folder: string,
  body: AsyncIterable<Uint8Array>,
  tell: (why: string) => void,
): Promise<ReceivedBody> {
  let target = await openIn(folder, tell);
  const hash = createHash("sha256");
  try {
    for await (const chunk of body) {
      hash.update(chunk);
      target = await append(target, chunk, tell);
    }
    return { path: target.path, digest: hash.digest("hex") };
  } catch (error) {
    await rm(target.path, { force: true });
    throw error;
  } finally {
    await target.file.close();
  }
}

interface Target {
  readonly file: FileHandle;
  readonly path: string;
  readonly place: "cache" | "system";
  readonly size: number;
}

async function openIn(folder: string, tell: (why: string) => void): Promise<Target> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await removeAbandoned(join(folder, NAME));
    const path = removedAtExit(join(folder, temporaryName(NAME)));
    return { file: await open(path, "wx", 0o600), path, place: "cache", size: 0 };
  } catch (error) {
    tell(await whyNotWritten(folder, error));
    return await openInSystem();
  }
}

/** An interrupted run leaves nothing; once the file has another name, there is nothing to remove. */
function removedAtExit(path: string): string {
  removeAtExit(path);
  return path;
}

const NAME = "index";
const SYSTEM_NAME = "addons-index";

async function openInSystem(): Promise<Target> {
  const folder = tmpdir();
  try {
    await removeAbandoned(join(folder, SYSTEM_NAME));
    const path = removedAtExit(join(folder, temporaryName(SYSTEM_NAME)));
    return { file: await open(path, "wx+", 0o600), path, place: "system", size: 0 };
  } catch (error) {
    throw await noRoom(folder, error);
  }
}

/** Where the cache is full, what it has so far goes to the system's folder, and the rest follows. */
async function append(target: Target, chunk: Uint8Array, tell: (why: string) => void): Promise<Target> {
  try {
    await writeAt(target, chunk);
    return { ...target, size: target.size + chunk.length };
  } catch (error) {
    if (target.place === "system") throw await noRoom(tmpdir(), error);
    tell(await whyNotWritten(target.path, error));
    const next = await moved(target);
    return await append(next, chunk, tell);
  }
}

/** A full disk may take a part of a chunk: positions are counted here. */
async function writeAt(target: Target, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    const { bytesWritten } = await target.file.write(chunk, done, chunk.length - done, target.size + done);
    done += bytesWritten;
  }
}

async function moved(from: Target): Promise<Target> {
  const to = await openInSystem();
  try {
    await copyFile(from.path, to.path);
    return { ...to, size: from.size };
  } catch (error) {
    await rm(to.path, { force: true });
    throw await noRoom(tmpdir(), error);
  } finally {
    await from.file.close();
    await rm(from.path, { force: true });
  }
}

async function noRoom(folder: string, cause: unknown): Promise<AddonsError> {
  return new AddonsError(
    "CHART-CACHE-ROOM",
    `${folder}: an index cannot be kept there while it is read: ${await whyNotWritten(folder, cause)}`,
    {
      kind: "failed",
      cause,
      hint: "make room there or in the cache, or name another folder in ADDONS_CACHE or TMPDIR",
    },
  );
}
