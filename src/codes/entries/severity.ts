import type { CodeExplanation } from "../code-explanation.ts";
import { devEnvironment, localChart } from "../example-files.ts";

const ADDONS = `addons:
  web: { chart: ../charts/web, namespace: web }
`;

export const SEVERITY_CODES: readonly CodeExplanation[] = [
  {
    code: "MANIFEST-SEVERITY-UNKNOWN",
    title: "The manifest sets the severity of a code that does not exist",
    why: [
      "An entry under `problems` for a code that nothing reports would silence nothing, and nobody would notice. A code that a later version no longer has is told in the same way.",
      "Take the code from the problem itself, or from `addons explain`, which lists all of them.",
    ],
    severity: "fixed",
    example: {
      wrong: {
        ...devEnvironment(`${ADDONS}problems:
  MANIFEST-UNKNWON-KEY: { severity: warning, reason: on its way out }
`),
        ...localChart("web"),
      },
      right: devEnvironment(ADDONS),
    },
  },
  {
    code: "MANIFEST-SEVERITY-FIXED",
    title: "The manifest sets the severity of a code whose severity cannot be changed",
    why: [
      "Some problems leave the manifest without a clear meaning: a key that is there twice, a need that nothing meets, a chart whose bytes are not those of the lock. Silencing them would let a run do something that nobody wrote down.",
      "`addons explain CODE` says whether a code is adjustable. Correct what the problem is about and remove the entry.",
    ],
    severity: "fixed",
    example: {
      wrong: {
        ...devEnvironment(`${ADDONS}problems:
  MANIFEST-SEVERITY-FIXED: { severity: info, reason: it is in the way }
`),
        ...localChart("web"),
      },
      right: devEnvironment(ADDONS),
    },
  },
  {
    code: "MANIFEST-SEVERITY-EXPIRED",
    title: "The day until which the manifest sets a severity is over",
    why: [
      "From the day after `expires` on, problems of the code count again as they are, so that what was put off comes back instead of being forgotten.",
      "Correct what the entry was about and remove it, or give it a new day when the reason still holds.",
    ],
    severity: "fixed",
    example: {
      today: "2027-01-02",
      wrong: {
        ...devEnvironment(`${ADDONS}problems:
  MANIFEST-UNUSED-MINOR: { severity: off, reason: the next minor is prepared here, expires: 2027-01-01 }
`),
        ...localChart("web"),
      },
      right: devEnvironment(`${ADDONS}problems:
  MANIFEST-UNUSED-MINOR: { severity: off, reason: the next minor is prepared here, expires: 2027-03-01 }
`),
    },
  },
];
