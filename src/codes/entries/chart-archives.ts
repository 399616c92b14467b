import type { CodeExplanation } from "../code-explanation.ts";
import { devEnvironment, localChart } from "../example-files.ts";

export const CHART_ARCHIVE_CODES: readonly CodeExplanation[] = [
  {
    code: "CHART-SOURCE",
    title: "A chart repository or registry did not give what was asked for",
    why: [
      "It could not be reached, or answered with an error; requests that may be repeated were.",
      "Check the address in the manifest, the network and the login. A pinned chart in the cache or vendored in the project needs no network.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-SOURCE-ADDRESS",
    title: "The address of a chart cannot be used",
    why: [
      "It is no http, https or oci address, or has a user name or password in it, which would end up in the lock.",
      "Correct the address; logins are read from Helm's and Docker's configuration, see docs/charts.md.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-CACHE",
    title: "The copy of an index changes while it is read",
    why: ["Another program writes into the cache of addons.", "Run the command again; remove the cache when it stays."],
    severity: "fixed",
  },
  {
    code: "CHART-INDEX",
    title: "The index of a chart repository cannot be read",
    why: [
      "What answers at the address is no index: a login page, another file, or an index of an unusual style beyond its limit.",
      "Open the address of `repo` with /index.yaml in a browser and correct it.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-NOT-IN-INDEX",
    title: "The repository has no chart of this name",
    why: [
      "Names of charts are written exactly as the index has them.",
      "Check `repo` and `chart` in the manifest; the message has the nearest name.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-NO-VERSION",
    title: "The repository no longer has the pinned version",
    why: [
      "Maintainers withdraw versions, and some repositories drop old ones.",
      "Restore a copy into the project (charts/vendor), or move on with `addons lock --update NAME`.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-INDEX-DIGEST",
    title: "The archive is not the one that the index promises",
    why: [
      "It was changed after the index was made, or on its way. Nothing of it was used.",
      "Ask the chart's maintainers; do not install it before they have answered. Where an index is known to be wrong, `indexDigest: warn` in charts/sources.yaml takes the archive, and the lock pins its own digest.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-DIGEST",
    title: "The bytes are not those that the registry promises",
    why: [
      "A manifest or an archive has another digest than it was asked for by. Nothing of it was used.",
      "Ask the registry's or the chart's maintainers; a proxy between may change bytes, too.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-REGISTRY",
    title: "The answer of the registry is not one that a registry gives",
    why: [
      "The artifact is an index of several, has no usable digest, or another program answers.",
      "Check the reference after oci://, path and name.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-NOT-A-CHART",
    title: "What was found is not a Helm chart",
    why: [
      "It has no Chart.yaml at its top, or is a container image.",
      "Check the reference or the folder; images and charts often have similar names.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-NOT-CACHED",
    title: "The chart of an add-on is not on this computer",
    why: [
      "Its default values are read from the archive, and this verb fetches nothing.",
      "`addons render` fetches the charts that are locked; a chart vendored in the project is found as well.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-OTHER-CHART",
    title: "The archive holds a chart of another name",
    why: [
      "The index lists it under one name, and its Chart.yaml says another.",
      "Check `repo` and `chart` in the manifest; ask the maintainers when the index is wrong.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-METADATA",
    title: "Chart.yaml cannot be used",
    why: [
      "It is no YAML, or has no usable name or version; Helm would refuse it, too.",
      "Correct it in a local chart; for others ask the maintainers or choose another version.",
    ],
    severity: "fixed",
    example: {
      wrong: {
        ...devEnvironment("addons:\n  web: { chart: ../charts/web, namespace: web }\n"),
        "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: latest\n",
      },
      right: { "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n" },
    },
  },
  {
    code: "CHART-HELMIGNORE",
    title: "A line of .helmignore cannot be used",
    why: [
      "Helm knows neither `**` nor malformed patterns, and would pack other files than were meant.",
      "Name the folder, or use one `*`.",
    ],
    severity: "fixed",
    example: {
      wrong: {
        ...devEnvironment("addons:\n  web: { chart: ../charts/web, namespace: web }\n"),
        ...localChart("web", { ".helmignore": "docs/**\n" }),
      },
      right: { "charts/web/.helmignore": "docs/\n" },
    },
  },
  {
    code: "CHART-MISSING",
    title: "There is no such chart folder",
    why: ["Paths of charts are relative to the file that names them.", "Correct the path."],
    severity: "fixed",
  },
  {
    code: "CHART-OUTSIDE",
    title: "A local chart lies outside the project folder",
    why: [
      "What is installed must be in the project, so that a commit says all of it.",
      "Copy the chart into the project.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-LINK",
    title: "A chart holds a link",
    why: [
      "A link could lead out of the chart, and means something else on another computer.",
      "Replace it by a file; for others' charts ask the maintainers.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-UNSAFE-PATH",
    title: "A chart holds a file with a path that leads out of it",
    why: [
      "Unpacking it could overwrite other files, or its name is no text.",
      "Do not use the archive; ask the maintainers.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-UNUSUAL-ENTRY",
    title: "A chart archive holds something else than files and folders",
    why: ["Devices and pipes have no place in a chart.", "Do not use the archive; ask the maintainers."],
    severity: "fixed",
  },
  {
    code: "CHART-DUPLICATE",
    title: "A chart archive holds a file twice in different spellings",
    why: ["Which of them counts would depend on the program that unpacks it.", "Ask the maintainers to pack it anew."],
    severity: "fixed",
  },
  {
    code: "CHART-TOO-LARGE",
    title: "A chart is larger than a chart can be",
    why: [
      "More than 100 MB, or it unpacks to far more than it is: this is taken for a zip bomb.",
      "List what does not belong to a local chart in .helmignore; do not use others' archives like this.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-TOO-MANY-FILES",
    title: "A chart archive has too many files",
    why: ["More than any real chart has.", "List what does not belong to a local chart in .helmignore."],
    severity: "fixed",
  },
  {
    code: "CHART-TRUNCATED",
    title: "A chart archive ends in the middle",
    why: ["It was cut on its way or when it was stored.", "Run the command again; ask the maintainers when it stays."],
    severity: "fixed",
  },
  {
    code: "CHART-CORRUPT",
    title: "A chart archive is damaged",
    why: [
      "Its compression or its file headers are broken.",
      "Run the command again; ask the maintainers when it stays.",
    ],
    severity: "fixed",
  },
  {
    code: "CHART-NOT-AN-ARCHIVE",
    title: "What was downloaded is no chart archive",
    why: [
      "It is a page or another file; the message says what it looks like.",
      "Check the address; a proxy or login page may answer instead.",
    ],
    severity: "fixed",
  },
];
