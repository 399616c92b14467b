import { createFiles } from "../../../../src/outside/files/create-files.ts";

// A process of its own that rewrites FOLDER/lock.yaml until it is killed: `node write-forever.ts FOLDER`.
const files = createFiles(process.argv[2] ?? "");
for (let round = 0; ; round++) {
  await files.write("lock.yaml", round % 2 === 0 ? "a".repeat(400_000) : "b".repeat(500_000));
  if (round === 2) process.stdout.write("started\n");
}
