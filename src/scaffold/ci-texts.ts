import { assertNever } from "../support/assert-never.ts";
import type { CiKind, ScaffoldFile } from "./scaffold-file.ts";

/** Checks on every change, and a look for drift every morning. `folder`: of the project in its repository, empty for its root. */
export function ciFiles(kind: CiKind, folder = ""): readonly ScaffoldFile[] {
  switch (kind) {
    case "github":
      return [github(folder)];
    case "gitlab":
      return [gitlab(folder), GITLAB_ROOT];
    case "none":
      return [];
    default:
      return assertNever(kind);
  }
}

/** What has to be set where the pipelines run; one line each. */
export function ciSettings(kind: CiKind): readonly string[] {
  switch (kind) {
    case "github":
      return [
        "variable ADDONS_REPOSITORY: the repository that has the sources of addons, as OWNER/NAME",
        "secret ADDONS_KUBECONFIG: a kubeconfig with the context of prod, read-only is enough",
      ];
    case "gitlab":
      return [
        "variable ADDONS_REPOSITORY: the address to clone the sources of addons from",
        "variable ADDONS_KUBECONFIG, of type file: a kubeconfig with the context of prod, read-only is enough",
        "a schedule that starts a pipeline every morning",
      ];
    case "none":
      return [];
    default:
      return assertNever(kind);
  }
}

const GITHUB_SET_UP = `      - uses: actions/checkout@v5
      - uses: actions/setup-node@v6
        with: { node-version: 24 }
      - name: Get addons
        uses: actions/checkout@v5
        with:
          repository: \${{ vars.ADDONS_REPOSITORY }}
          # Empty: its default branch. Set it to a commit to stay on one version.
          ref: \${{ vars.ADDONS_REF }}
          path: .addons
      - name: Build addons
        working-directory: .addons
        run: npm ci && npm run build && npm link
`;

const github = (folder: string): ScaffoldFile => ({
  path: ".github/workflows/addons.yaml",
  into: "repository",
  whenThere: "refuse",
  text: `# Checks the manifests and the lock on every change, and looks for drift every morning.
# Settings it needs: the variable ADDONS_REPOSITORY (OWNER/NAME of the sources of addons), the secret ADDONS_KUBECONFIG.
name: addons
on:
  pull_request:
  push:
    branches: [main]
  schedule:
    - cron: "17 5 * * *"
  workflow_dispatch:
permissions:
  contents: read
${folder === "" ? "" : `defaults:\n  run:\n    working-directory: ${JSON.stringify(folder)}\n`}jobs:
  check:
    if: github.event_name == 'pull_request' || github.event_name == 'push'
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
${GITHUB_SET_UP}      - name: Are the manifests sound?
        # Problems stand beside the lines they are about.
        run: addons validate -o github
      - name: Is every chart pinned?
        run: addons lock --check

  drift:
    if: github.event_name == 'schedule' || github.event_name == 'workflow_dispatch'
    runs-on: ubuntu-latest
    timeout-minutes: 30
    concurrency: addons-drift
    steps:
${GITHUB_SET_UP}      - name: Write the kubeconfig
        run: |
          install -m 600 /dev/null "$RUNNER_TEMP/kubeconfig"
          printf '%s' "$CONTENT" > "$RUNNER_TEMP/kubeconfig"
        env:
          CONTENT: \${{ secrets.ADDONS_KUBECONFIG }}
      - name: Did somebody change the cluster?
        # Exit code 2 is drift, 3 that something could not be checked: both fail the job.
        run: addons drift --env prod
        env:
          KUBECONFIG: \${{ runner.temp }}/kubeconfig
`,
});

const GITLAB_FILE = ".gitlab/addons.yml";

const gitlab = (folder: string): ScaffoldFile => ({
  path: GITLAB_FILE,
  into: "repository",
  whenThere: "refuse",
  text: `# Checks the manifests and the lock on every change, and looks for drift when a schedule starts the pipeline.
# Settings it needs: the variables ADDONS_REPOSITORY (where the sources of addons are cloned from) and ADDONS_KUBECONFIG
# (of type file), and a schedule.
.addons:
  # An image that also has Helm lets validate render the charts; without it, what was not checked is told.
  image: node:24
  before_script:
    - git clone --depth 1 "$ADDONS_REPOSITORY" /opt/addons
    - (cd /opt/addons && npm ci && npm run build && npm link)
${folder === "" ? "" : `    - cd ${JSON.stringify(folder)}\n`}
addons-check:
  extends: .addons
  stage: test
  timeout: 15 minutes
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - addons validate -o junit=addons.junit.xml
    - addons lock --check
  artifacts:
    when: always
    reports:
      junit: ${folder === "" ? "addons.junit.xml" : JSON.stringify(`${folder}/addons.junit.xml`)}

addons-drift:
  extends: .addons
  stage: test
  timeout: 30 minutes
  resource_group: addons-drift
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  variables:
    KUBECONFIG: $ADDONS_KUBECONFIG
  script:
    # Exit code 2 is drift, 3 that something could not be checked: both fail the job.
    - addons drift --env prod
`,
});

const GITLAB_ROOT: ScaffoldFile = {
  path: ".gitlab-ci.yml",
  into: "repository",
  whenThere: "leave",
  byHand: `include: [{ local: ${GITLAB_FILE} }]`,
  text: `include:
  - local: ${GITLAB_FILE}
`,
};
