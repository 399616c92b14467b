import { randomBytes } from "node:crypto";
import { hostname, userInfo } from "node:os";
import type { Runner } from "./system.ts";

/** Who runs this: `user@host`, in CI with the job's URL, and an id of this run. */
export function createRunner(env: Readonly<Record<string, string | undefined>>): Runner {
  const job = jobUrl(env);
  const person = `${userName(env)}@${hostname()}`;
  return { name: job === undefined ? person : `${person} (${job})`, id: randomBytes(8).toString("hex") };
}

function userName(env: Readonly<Record<string, string | undefined>>): string {
  const actor = env["GITHUB_ACTOR"] ?? env["GITLAB_USER_LOGIN"];
  if (actor !== undefined && actor !== "") return actor;
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the system's list, as in many containers.
    return env["USER"] ?? "unknown";
  }
}

/** Where to read what the run did; none outside CI. */
function jobUrl(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  if (server && repository && run) return `${server}/${repository}/actions/runs/${run}`;
  const azure = env["SYSTEM_TEAMFOUNDATIONCOLLECTIONURI"];
  if (azure && env["SYSTEM_TEAMPROJECT"] && env["BUILD_BUILDID"]) {
    return `${azure}${env["SYSTEM_TEAMPROJECT"]}/_build/results?buildId=${env["BUILD_BUILDID"]}`;
  }
  return JOB_URLS.map((name) => env[name]).find((url) => url !== undefined && url !== "");
}

/** GitLab, Jenkins, CircleCI, Buildkite, Drone and Woodpecker, Travis. */
const JOB_URLS = [
  "CI_JOB_URL",
  "BUILD_URL",
  "CIRCLE_BUILD_URL",
  "BUILDKITE_BUILD_URL",
  "DRONE_BUILD_LINK",
  "CI_PIPELINE_URL",
  "TRAVIS_BUILD_WEB_URL",
];
