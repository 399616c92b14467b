import { expect, test } from "vitest";
import { lockEnvironments } from "../../src/lock/lock-environments.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { publish, serveCharts } from "../outside/charts/serve-charts.ts";
import { archivesFor, workFolder } from "../outside/charts/work-folder.ts";
import { environment } from "./environments.ts";

test("a chart that calls itself another version is pinned with a warning; a leading v is no difference", async () => {
  await using server = await serveCharts();
  const root = workFolder({});
  const { charts } = archivesFor(root);
  const offered = (version: string, own: string) => ({ name: "demo", version, bytes: makeChart("demo", own) });
  publish(server, [offered("1.0.0", "v1.0.0"), offered("2.0.0", "1.0.0")]);
  const notesOn = async (version: string) => {
    const demo = { chart: { kind: "http" as const, repo: server.url, name: "demo" }, version };
    const environments = [environment("dev", { demo })];
    return (await lockEnvironments({ environments, update: "none" }, { files: createFiles(root), charts })).notes;
  };
  expect(await notesOn("1.0.0")).toEqual([]);
  expect((await notesOn("2.0.0")).map(({ code, message }) => [code, message])).toEqual([
    ["LOCK-OTHER-VERSION", expect.stringMatching(/^demo \(dev\): demo 2\.0\.0 calls itself 1\.0\.0 /)],
  ]);
});
