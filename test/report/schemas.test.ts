import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CODE_EXPLANATIONS } from "../../src/codes/code-explanations.ts";
import { codesDocument } from "../../src/report/problems/codes.ts";
import { eventRecord } from "../../src/report/sync/event-record.ts";
import { errorRecord } from "../../src/report/problems/error-text.ts";
import { documentOf, planDocument, problemsDocument, syncDocument } from "../../src/report/json.ts";
import { playgroundsDocument } from "../../src/report/playground.ts";
import { AddonsError } from "../../src/support/addons-error.ts";
import type { Problem } from "../../src/support/problem.ts";
import { EVENTS } from "./sync/sample-events.ts";
import { CANARY, CLUSTER_SYNC, DRIFT, PLAN, STATUS } from "./samples.ts";
import { schemaProblems } from "./schema-problems.ts";

const PROBLEM: Problem = {
  code: "A-B",
  severity: "warning",
  message: "m",
  hint: "h",
  at: { file: "f", line: 1, column: 2 },
};
const FAILED = { cluster: "far", error: { code: "KUBE-UNREACHABLE", message: "no route", hint: "try again" } };

describe("JSON results", () => {
  it.each<[string, object]>([
    ["plan", planDocument([{ environment: "dev", clusters: [PLAN, FAILED] }])],
    ["sync-report", syncDocument([{ formatVersion: 1, environment: "dev", clusters: [CLUSTER_SYNC] }])],
    ["drift-report", documentOf([{ environment: "dev", clusters: [DRIFT, FAILED] }])],
    ["status", documentOf([{ environment: "dev", clusters: [STATUS, FAILED] }])],
    ["problems", problemsDocument([PROBLEM])],
    ["codes", codesDocument(CODE_EXPLANATIONS)],
    [
      "playgrounds",
      playgroundsDocument([
        { name: "dev/a", state: "absent" },
        { name: "dev/b", state: "broken", why: "its processes are gone" },
        {
          name: "dev/c",
          state: "running",
          access: { kubeconfig: "/k", context: "playground" },
          kubernetes: "v1.37.1",
          server: "https://127.0.0.1:1",
          folder: "/f",
          pid: 1,
        },
      ]),
    ],
  ])("%s follows its schema and shows no values", (schema, document) => {
    expect(schemaProblems(schema, document)).toEqual([]);
    expect(JSON.stringify(document)).not.toContain(CANARY);
  });

  it.each(EVENTS.map((event) => [event] as const))(
    "the event $type follows its schema and shows no values",
    (event) => {
      const record = eventRecord("dev", event);

      expect(schemaProblems("event", record)).toEqual([]);
      expect(JSON.stringify(record)).not.toContain(CANARY);
    },
  );

  it("an error line follows the schema of events", () => {
    const error = new AddonsError("A-B", "m", { kind: "usage", hint: "h", problems: [PROBLEM] });
    const record = { type: "error", at: "2026-11-20T18:00:00Z", ...errorRecord(error, (text) => text) };

    expect(schemaProblems("event", record)).toEqual([]);
  });

  it("schemas refuse what is not described", () => {
    const plan = planDocument([{ environment: "dev", clusters: [PLAN] }]);

    expect(schemaProblems("plan", { ...plan, formatVersion: 2 })).not.toEqual([]);
    expect(schemaProblems("plan", { ...plan, extra: true })).not.toEqual([]);
    expect(schemaProblems("event", { type: "unheard-of", at: "" })).not.toEqual([]);
  });

  it("every schema is JSON with a title", () => {
    const folder = join(import.meta.dirname, "../../schemas");
    const schemas = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as object);

    expect(schemas.length).toBeGreaterThanOrEqual(9);
    for (const schema of schemas) expect(schema).toMatchObject({ title: expect.stringMatching(/./) });
  });
});
