import type { CodeExplanation, ProjectFiles } from "../code-explanation.ts";
import { devEnvironment, lockOfWeb, REMOTE_PIN, TEAM_KEY } from "../example-files.ts";

const TEAM = "pgp:4EEA093019E280FBD3792717944557CF48367DB5";

function lock(signer: string): string {
  return lockOfWeb([...REMOTE_PIN, ...(signer === "" ? [] : [`signer: ${signer}`])]);
}

function project(signer: string, key = TEAM_KEY): ProjectFiles {
  return {
    ...devEnvironment(
      'addons:\n  web: { chart: web, repo: "https://charts.example.com", version: "~1.0", namespace: web }\n',
    ),
    "charts/sources.yaml":
      "apiVersion: addons/v1\nkind: Sources\nsources:\n  https://charts.example.com: { signers: [{ pgp: keys/team.asc }] }\n",
    "charts/keys/team.asc": key,
    "addons.lock.yaml": lock(signer),
  };
}

const RIGHT = { "addons.lock.yaml": lock(TEAM) };

/** Who signed a chart, and who may. */
export const SIGNATURE_CODES: readonly CodeExplanation[] = [
  {
    code: "CHART-SIGNATURE",
    title: "A chart has a signature, and no good one of somebody who may sign",
    why: [
      "The signature is damaged, is about another chart or other bytes, or is by somebody whom charts/sources.yaml does not name. Its maintainers can say which key is theirs; take a new key into the project only when you have it from them by another way.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-UNSIGNED",
    title: "A chart is not signed, and charts/sources.yaml requires it",
    why: [
      "Neither a provenance file beside the archive nor a signature in the registry was found, on mirrors and at the source. Mirrors often have charts without them.",
      "Choose a version that is signed, or let the source be with `verify: ifPresent`: then charts that were signed must stay so, and others may be unsigned.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-SIGNATURE-KEY",
    title: "A file of keys that charts/sources.yaml names cannot be used",
    why: [
      "A keyring is what `gpg --export` writes, armored or not; a cosign key is the public half in PEM; a trusted root is Sigstore's JSON. Secret keys are refused: they belong in no project.",
    ],
    severity: "fixed",
    example: { wrong: project(TEAM, "not a key\n"), right: { "charts/keys/team.asc": TEAM_KEY } },
  },
  {
    code: "LOCK-SIGNER-LOST",
    title: "A chart that was signed when it was locked has no signature any more",
    why: [
      "A new version, or the same one asked for again, came without the signature that the pinned one has. That is how a taken-over repository looks, and how a maintainer looks who forgot to sign.",
      "Ask the maintainers. When it is right, remove the pin from the lock and run `addons lock`: the review of that change shows that the line `signer` is gone.",
    ],
    severity: "fixed",
  },
  {
    code: "LOCK-STALE-SIGNER-MISSING",
    title: "A chart is locked without a signer, and charts/sources.yaml requires one",
    why: [
      "It was locked before signatures were required. `addons lock` looks for its signature and writes the signer down.",
    ],
    severity: "adjustable",
    example: { wrong: project(""), right: RIGHT },
  },
  {
    code: "LOCK-STALE-SIGNER-NOT-ALLOWED",
    title: "A chart is locked with a signer who may not sign by charts/sources.yaml",
    why: ["The key was replaced or taken out. `addons lock` looks for a signature by one of those who may sign now."],
    severity: "adjustable",
    example: { wrong: project(`pgp:${"0".repeat(40)}`), right: RIGHT },
  },
];
