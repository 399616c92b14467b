import type { CodeExplanation } from "../code-explanation.ts";

function fixed(code: string, title: string, ...why: readonly string[]): CodeExplanation {
  return { code, title, why, severity: "fixed" };
}

/** What `addons lock --verify` finds at the sources, and `addons lock` notes about them; no project alone has them. */
export const LOCK_VERIFY_CODES: readonly CodeExplanation[] = [
  fixed(
    "LOCK-VERIFY-MUTATED",
    "The source has another content for a pinned version",
    "Somebody published another chart under the same version. That is a mistake of its maintainers or an attack, and nothing tells which. The files that differ are listed when the pinned archive is in charts/vendor or the cache.",
    "Nothing of it is installed: the pin holds. Once the change is reviewed, `addons lock --accept-changed NAME` takes it over. Exit code 4.",
  ),
  fixed(
    "LOCK-VERIFY-INDEX-DIGEST",
    "The index promises another digest than the archive has",
    "The archive was replaced after the index was made, or on its way. It was not looked into. Exit code 4.",
  ),
  fixed(
    "LOCK-VERIFY-SIGNATURE-LOST",
    "A chart that was signed when it was pinned is not signed any more",
    "Or its signature is not one of an allowed signer any more. Ask the maintainers of the chart. Exit code 4.",
  ),
  fixed(
    "LOCK-VERIFY-SIGNER-CHANGED",
    "A chart is signed by somebody else than when it was pinned",
    "Both signers are shown. Ask the maintainers of the chart whether they changed their key. Exit code 4.",
  ),
  fixed(
    "LOCK-VERIFY-REFUSED",
    "The source gave an archive that a guard keeps out",
    "It is no chart, another chart, or made to harm who unpacks it; the message says which. Exit code 4.",
  ),
  fixed(
    "LOCK-VERIFY-GONE",
    "A pinned version is not at its source any more",
    "It was withdrawn, or the repository is another one now. The message says whether a verified copy is on this computer: that still installs, here. Keep it in the project, or move to another version. Exit code 2.",
  ),
  fixed(
    "LOCK-VERIFY-REPACKAGED",
    "A pinned version was packed again with the same content",
    "What is installed is the same to the byte, so it is accepted. `addons lock --update NAME` writes the new digest of the archive down. Exit code 2.",
  ),
  fixed(
    "LOCK-VERIFY-RETAGGED",
    "A tag of the registry has another manifest with the same chart",
    "Signatures and annotations may differ; the chart is the pinned one. Exit code 2.",
  ),
  fixed(
    "LOCK-VERIFY-MOVED-TAG",
    "A tag of a git source is not at the pinned commit any more",
    "The pinned commit is still there and is what is installed. A release tag that moves is worth a question to its maintainers. Exit code 2.",
  ),
  fixed(
    "LOCK-VERIFY-MOVED-BRANCH",
    "A branch of a git source has newer commits than the pinned one",
    "That is what branches are for; the pinned commit is what is installed. `addons lock --update NAME` moves the pin.",
  ),
  fixed(
    "LOCK-VERIFY-REF-GONE",
    "A branch or tag of a git source was removed",
    "The pinned commit is still there and is what is installed, but may go with the next clean-up of the repository. Name another ref. Exit code 2.",
  ),
  fixed(
    "LOCK-VERIFY-FOLDER-CHANGED",
    "A local chart was changed after it was locked",
    "Run `addons lock` and review it together with the change. Exit code 2.",
  ),
  fixed(
    "LOCK-VERIFY-UNCHECKED",
    "The source of a pin could not be asked",
    "It cannot be reached, is damaged, or asks for a login. Unknown is never reported as verified. Exit code 3, when nothing worse was found.",
  ),
  fixed(
    "LOCK-LISTED-TWICE",
    "An index lists one version several times with different digests",
    "Helm takes the first one, and so does addons. Other tools may take another; tell the maintainers of the chart.",
  ),
  fixed(
    "LOCK-DEPRECATED",
    "The maintainers of a chart have marked it as deprecated",
    "It still works and will not be mended any more. Look for what they recommend instead.",
  ),
  fixed(
    "LOCK-INDEX-DIGEST",
    "An index promises another digest than the archive has, and may",
    "charts/sources.yaml says `indexDigest: warn` for this source. What is pinned are the bytes that came.",
  ),
  fixed(
    "LOCK-OTHER-VERSION",
    "A chart calls itself another version than the one it is offered as",
    "The index or the tag says one version, Chart.yaml another; Helm shows that of Chart.yaml. It may be a mistake, or an old chart offered as a new one. With signatures (charts/sources.yaml) such a chart is refused.",
  ),
  fixed(
    "LOCK-NOT-ACCEPTED",
    "There is nothing that --accept-changed could take over",
    "It is for one case alone: the source has another content for exactly the pinned version. For everything else run `addons lock`, or `addons lock --update NAME`.",
  ),
  fixed(
    "LOCK-SIGNER-CHANGED",
    "A chart is not signed by who signed the pinned one",
    "Charts change hands seldom, and stolen places often show by a new signature. When it is right, remove the pin from the lock and run `addons lock`; a signer who may not sign any more by charts/sources.yaml is replaced without that.",
  ),
  fixed(
    "LOCK-UNKNOWN-ENVIRONMENT",
    "The lock has no pins of an environment of that name",
    "`addons lock --verify --env NAME` takes the names that the lock has.",
  ),
];
