import type { CodeExplanation, ProjectFiles } from "../code-explanation.ts";
import { devEnvironment, localChart } from "../example-files.ts";

const DEFAULTS = `replicaCount: 1
image: { repository: docker.io/library/nginx, tag: "1.29" }
service: { type: ClusterIP, port: 80 }
`;

const SCHEMA = `{
  "type": "object",
  "properties": { "replicaCount": { "type": "integer", "minimum": 0 } }
}
`;

const SUBCHART = {
  "Chart.yaml": `apiVersion: v2
name: web
version: 1.0.0
dependencies:
  - { name: cache, version: 1.0.0, repository: "", condition: cache.enabled }
`,
  "values.yaml": `${DEFAULTS}cache: { enabled: false }\n`,
  "charts/cache/Chart.yaml": "apiVersion: v2\nname: cache\nversion: 1.0.0\n",
  "charts/cache/values.yaml": "memory: 64Mi\n",
};

/** An add-on with these values, and its chart; `files` are added to the chart's. */
function project(values: string, files: ProjectFiles = {}): ProjectFiles {
  return {
    ...devEnvironment(`addons:
  web:
    chart: ../charts/web
    namespace: web
    values: ${values}
`),
    ...localChart("web", { "values.yaml": DEFAULTS, ...files }),
  };
}

export const VALUES_CODES: readonly CodeExplanation[] = [
  {
    code: "VALUES-SCHEMA",
    title: "Values are not what the chart's schema allows",
    why: [
      "Helm holds values against values.schema.json of the chart, and of each subchart that is enabled, and refuses to render when they do not fit. Here it is told before any cluster is reached, at the line that wrote the value.",
      "What is checked are the values as the chart sees them: yours over its defaults, without what a null takes away.",
    ],
    severity: "fixed",
    example: {
      wrong: project('{ replicaCount: "two" }', { "values.schema.json": SCHEMA }),
      right: project("{ replicaCount: 2 }", { "values.schema.json": SCHEMA }),
    },
  },
  {
    code: "VALUES-SCHEMA-BROKEN",
    title: "The schema of a chart cannot be used",
    why: [
      "It is no JSON, not what its draft of JSON Schema allows, refers to something that is not there, or has a pattern that Go cannot read. Helm refuses such a chart.",
      "Only the chart's maintainers can mend it; take another version until then.",
    ],
    severity: "adjustable",
    example: {
      wrong: project("{ replicaCount: 2 }", { "values.schema.json": SCHEMA.replace('"integer"', '"whole"') }),
      right: project("{ replicaCount: 2 }", { "values.schema.json": SCHEMA }),
    },
  },
  {
    code: "VALUES-SCHEMA-EXTERNAL-REF",
    title: "The schema of a chart refers to another file or host",
    why: [
      "Helm would fetch it while it renders, from wherever it runs. A check fetches nothing: what stands there was taken to allow everything.",
      "Ask the chart's maintainers to put the definitions into values.schema.json itself.",
    ],
    severity: "adjustable",
    example: {
      wrong: project("{ replicaCount: 2 }", {
        "values.schema.json": '{ "properties": { "service": { "$ref": "http://localhost:9/service.json" } } }\n',
      }),
      right: project("{ replicaCount: 2 }", {
        "values.schema.json":
          '{ "properties": { "service": { "$ref": "#/$defs/service" } }, "$defs": { "service": { "type": "object" } } }\n',
      }),
    },
  },
  {
    code: "VALUES-DEFAULTS-BROKEN",
    title: "The default values of a chart cannot be read",
    why: [
      "values.yaml of the chart is no map, or no YAML. Helm refuses such a chart, and nothing was checked against it.",
      "Take another version of the chart, or mend values.yaml of a local one.",
    ],
    severity: "adjustable",
    example: {
      wrong: project("{ replicaCount: 2 }", { "values.yaml": "- replicaCount\n" }),
      right: project("{ replicaCount: 2 }"),
    },
  },
  {
    code: "VALUES-NOT-A-MAP",
    title: "The values of a subchart are no map",
    why: [
      "A key with the name of a subchart holds that subchart's values. Helm gives up when something else stands there.",
      "To turn a subchart off, set the value that its `condition` in Chart.yaml names, most often `NAME.enabled: false`.",
    ],
    severity: "fixed",
    example: {
      wrong: project("{ cache: 64Mi }", SUBCHART),
      right: project("{ cache: { enabled: true, memory: 32Mi } }", SUBCHART),
    },
  },
  {
    code: "VALUES-UNKNOWN-KEY",
    title: "The chart knows no such value",
    why: [
      "Helm passes over a key that no template reads, so that a misspelt one silently does nothing. The key is neither among the chart's default values nor in its schema, its templates or the comments of its values.yaml.",
      "Maps that go into objects as they are (annotations, resources, nodeSelector, everything named extra…) and maps whose default is empty are left alone. Silence the code where the chart takes more than it shows.",
    ],
    severity: "adjustable",
    example: { wrong: project("{ replicaCuont: 2 }"), right: project("{ replicaCount: 2 }") },
  },
  {
    code: "VALUES-TYPE",
    title: "A value has another type than the chart's default",
    why: [
      'Templates are written for the type of the default: `"false"` counts as true, a number may be written as 1e+06, a list is not ranged over as a map. Where the chart has a schema that judges the type, only the schema is asked.',
      "A default of null, an empty text or an empty map says nothing about the type, nor do ports and percentages.",
    ],
    severity: "adjustable",
    example: { wrong: project("{ image: { tag: 1.30 } }"), right: project('{ image: { tag: "1.30" } }') },
  },
  {
    code: "VALUES-SAME-AS-DEFAULT",
    title: "A value is what the chart has anyway",
    why: [
      "It changes nothing today. It may be there on purpose: to stay when the chart's default changes, or because a lower layer says otherwise, which is not told.",
      "Remove it when it was copied along from the chart's values.yaml: a copy hides what is special about this platform.",
    ],
    severity: "adjustable",
    example: { wrong: project("{ replicaCount: 1 }"), right: project("{ replicaCount: 2 }") },
  },
  {
    code: "VALUES-DISABLED-SUBCHART",
    title: "Values are set for a subchart that is off",
    why: [
      "Its condition or its tags are false, by the chart's default or by a value of yours, so Helm leaves it out and its values do nothing.",
      "Values that a lower layer sets for a subchart that a higher one turns off are as they should be, and not told.",
    ],
    severity: "adjustable",
    example: {
      wrong: project("{ cache: { memory: 32Mi } }", SUBCHART),
      right: project("{ cache: { enabled: true, memory: 32Mi } }", SUBCHART),
    },
  },
  {
    code: "VALUES-IMAGE-UNPINNED",
    title: "An image has no tag, or one that moves",
    why: [
      "`latest`, `main` and the like are moved to newer images: pods that start tomorrow run something else than those of today, and nothing in the repository says so.",
      "Name a version, or a digest. An empty tag is left alone, since most charts put their own version there.",
    ],
    severity: "adjustable",
    example: {
      wrong: project("{ image: { tag: latest } }"),
      right: project('{ image: { tag: "1.30" } }'),
    },
  },
];
