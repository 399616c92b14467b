import { expect, it } from "vitest";
import type { Invocation } from "../../../src/cli/command.ts";
import { tellWarnings } from "../../../src/cli/output/tell-warnings.ts";
import { createVoice } from "../../../src/cli/output/voice.ts";
import { fakeSurroundings } from "../fake-surroundings.ts";

const WARNING = {
  code: "SYNC-KUBERNETES-DIFFERS",
  severity: "warning",
  message: "dev runs Kubernetes 1.37, the manifest says 1.36",
  hint: "correct it",
  at: { file: "environments/dev.yaml", line: 4, column: 40 },
} as const;

it.each(["text", "json"] as const)("a warning is one line on stderr, nothing on stdout (%s)", (logFormat) => {
  const surroundings = fakeSurroundings(["drift"]);
  const voice = createVoice(surroundings, { noColor: true, quiet: false, verbose: false, logFormat });

  tellWarnings({ voice } as Invocation, [WARNING]);

  expect(surroundings.said.stdout).toBe("");
  expect(surroundings.said.stderr).toContain(
    "environments/dev.yaml:4:40: warning SYNC-KUBERNETES-DIFFERS: dev runs Kubernetes 1.37, the manifest says 1.36 (correct it)",
  );
  expect(surroundings.said.stderr.trimEnd().split("\n")).toHaveLength(1);
});
