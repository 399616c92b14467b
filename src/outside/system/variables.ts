/*
 * Every environment variable that addons reads itself, beside the ADDONS_* form of the common flags (--env is
 * ADDONS_ENV, and so on). A test compares this list with the sources.
 */

export interface Variable {
  readonly name: string;
  readonly about: string;
}

export const VARIABLES: readonly Variable[] = [
  { name: "ADDONS_CACHE", about: "folder for downloaded charts and what is known of programs" },
  { name: "ADDONS_HELM", about: "the helm to use, a path or a name on PATH" },
  { name: "ADDONS_KOPS", about: "the kops that reads inputs, a path or a name on PATH" },
  { name: "ADDONS_LOG_FORMAT", about: "`json` for log lines as JSON, also before flags are read" },
  { name: "ADDONS_PASS_ENV", about: "names of further variables, with commas, that helm and credential plugins get" },
  {
    name: "ADDONS_PLAYGROUND_OWNER",
    about: "id of a process that a playground started now ends with, as in CI; else it stays until `down`",
  },
  { name: "ADDONS_PROGRAMS", about: "folder with ready programs for the playground (kube-apiserver, etcd, …)" },
  { name: "ADDONS_PROGRAMS_CACHE", about: "folder where programs built for the playground are kept" },
  { name: "ADDONS_REQUEST_TIMEOUT", about: "limit for one answer of an API server, watches apart; 30s when not set" },
  { name: "ADDONS_SOPS", about: "the sops that decrypts inputs, a path or a name on PATH" },
  { name: "ADDONS_TERRAFORM", about: "the terraform that reads inputs, a path or a name on PATH" },
  { name: "ADDONS_TOFU", about: "the tofu that reads inputs, a path or a name on PATH" },
  { name: "KUBEBUILDER_ASSETS", about: "as ADDONS_PROGRAMS, shared with controller-runtime's envtest" },
  { name: "KUBECONFIG", about: "kubeconfig files; the first that has an entry wins" },
  { name: "HOME", about: "where ~/.kube/config and ~/.cache are" },
  { name: "USER", about: "who runs this, where the system has no name for the user id" },
  { name: "PATH", about: "where helm, go, credential plugins and programs that read inputs are looked for" },
  { name: "XDG_CACHE_HOME", about: "parent of the cache folders" },
  { name: "XDG_CONFIG_HOME", about: "parent of Helm's registry login" },
  { name: "HELM_CONFIG_HOME", about: "folder of Helm's registry login" },
  { name: "HELM_REGISTRY_CONFIG", about: "file of Helm's registry login" },
  { name: "DOCKER_CONFIG", about: "folder of Docker's registry login" },
  { name: "HTTPS_PROXY", about: "proxy for https addresses; also in small letters" },
  { name: "HTTP_PROXY", about: "proxy for http addresses; also in small letters" },
  { name: "NO_PROXY", about: "hosts, domains and networks that are reached without a proxy; also in small letters" },
  { name: "SSL_CERT_FILE", about: "file of certificate authorities for chart sources, instead of the system's" },
  { name: "SSL_CERT_DIR", about: "folder of certificate authorities for charts from git" },
  { name: "GIT_SSL_CAINFO", about: "file of certificate authorities for charts from git, instead of all others" },
  { name: "GIT_SSL_CAPATH", about: "as SSL_CERT_DIR" },
  { name: "GIT_SSH_COMMAND", about: "the ssh that git starts for charts from git+ssh:// addresses" },
  { name: "GIT_SSH_VARIANT", about: "what kind of ssh GIT_SSH_COMMAND is" },
  { name: "SSH_AUTH_SOCK", about: "the ssh agent with the keys for git+ssh:// addresses" },
  { name: "NO_COLOR", about: "no colours when set" },
  { name: "FORCE_COLOR", about: "colours also without a terminal; 0 for none" },
  { name: "CLICOLOR", about: "0: no colours" },
  { name: "CLICOLOR_FORCE", about: "as FORCE_COLOR" },
  { name: "TERM", about: "`dumb`: no colours, no moving lines" },
  { name: "CI", about: "line output instead of a moving view" },
  { name: "GITHUB_ACTOR", about: "GitHub Actions: who runs this" },
  { name: "GITHUB_WORKSPACE", about: "GitHub Actions: the repository's folder; annotations name files from there" },
  { name: "GITHUB_SERVER_URL", about: "GitHub Actions: with the next two the job's URL, for the lease and messages" },
  { name: "GITHUB_REPOSITORY", about: "see GITHUB_SERVER_URL" },
  { name: "GITHUB_RUN_ID", about: "see GITHUB_SERVER_URL" },
  { name: "GITLAB_USER_LOGIN", about: "GitLab CI: who runs this" },
  { name: "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI", about: "Azure Pipelines: with the next two the job's URL" },
  { name: "SYSTEM_TEAMPROJECT", about: "see SYSTEM_TEAMFOUNDATIONCOLLECTIONURI" },
  { name: "BUILD_BUILDID", about: "see SYSTEM_TEAMFOUNDATIONCOLLECTIONURI" },
  { name: "CI_JOB_URL", about: "GitLab CI: the job's URL" },
  { name: "BUILD_URL", about: "Jenkins: the job's URL" },
  { name: "CIRCLE_BUILD_URL", about: "CircleCI: the job's URL" },
  { name: "BUILDKITE_BUILD_URL", about: "Buildkite: the job's URL" },
  { name: "DRONE_BUILD_LINK", about: "Drone: the job's URL" },
  { name: "CI_PIPELINE_URL", about: "Woodpecker: the job's URL" },
  { name: "TRAVIS_BUILD_WEB_URL", about: "Travis: the job's URL" },
];
