import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { unanswered } from "./unanswered.ts";
import { addon, base, environment } from "./project.ts";

const SOUND = {
  "environments/dev.yaml": `${environment(addon("a", ", valuesFiles: [values/v.yaml]"))}extends: base.yaml\n`,
  "environments/base.yaml": base("defaults: { timeout: 5m }\n"),
  "environments/values/v.yaml": "a: 1\n",
};
type Name = keyof typeof SOUND;

/** A sound text with bytes put into it, or nothing but bytes. */
const edit = fc.record({
  name: fc.constantFrom(...(Object.keys(SOUND) as Name[])),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ unit: "binary", maxLength: 40 }).map((text) => Buffer.from(text)),
    fc.constantFrom("utf16le", "latin1").map((encoding) => Buffer.from("\u{feff}é: ü\n", encoding as BufferEncoding)),
  ),
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  keep: fc.boolean(),
});

it("answers whatever bytes stand in the files", async () => {
  const root = mkdtempSync(join(tmpdir(), "addons-any-bytes-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
      const bytes = new Map<Name, Buffer>();
      for (const name of Object.keys(SOUND) as Name[]) bytes.set(name, Buffer.from(SOUND[name]));
      for (const { name, bytes: put, from, keep } of edits) {
        const old = keep ? (bytes.get(name) ?? Buffer.alloc(0)) : Buffer.alloc(0);
        const at = Math.floor(from * old.length);
        bytes.set(name, Buffer.concat([old.subarray(0, at), put, old.subarray(at)]));
      }
      for (const [name, content] of bytes) {
        mkdirSync(dirname(join(root, name)), { recursive: true });
        writeFileSync(join(root, name), content);
      }
      expect(
        await unanswered(createFiles(root), Object.fromEntries([...bytes].map(([name]) => [name, undefined]))),
      ).toEqual([]);
    }),
    { numRuns: 200 },
  );
}, 60_000);
