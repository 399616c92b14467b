import type { CodeExplanation, ProjectFiles } from "../code-explanation.ts";
import { devEnvironment, localChart } from "../example-files.ts";

/** A project whose values are a map with references, with outputs of Terraform beside it. */
function project(values: string, rest = ""): ProjectFiles {
  return {
    ...devEnvironment(`vars: { region: eu-west-1 }
inputs:
  tf: { terraform: ../outputs.json }
addons:
  web:
    chart: ../charts/web
    namespace: web
${rest}    values: { ${values} }
`),
    ...localChart("web"),
    "outputs.json": `{
  "role_arn": { "value": "arn:aws:iam::111122223333:role/web", "type": "string", "sensitive": false },
  "subnet_ids": { "value": ["subnet-a", "subnet-b"], "type": ["tuple", ["string", "string"]], "sensitive": false }
}
`,
  };
}

const RIGHT = project("role: '${tf.role_arn}', region: '${vars.region}'");

export const REFERENCE_CODES: readonly CodeExplanation[] = [
  {
    code: "MANIFEST-REFERENCE-UNKNOWN",
    title: "A reference names nothing that is there",
    why: [
      "References name the cluster (cluster.name, cluster.kubernetes), vars and inputs. The nearest known name is told. What may be absent gets a default in the reference itself: ${tf.role_arn:-none}; a var that the whole run leaves out is added under vars.",
      "The name of the input itself has to be declared, default or not: a default would hide a misspelt name for ever.",
    ],
    severity: "fixed",
    example: { wrong: project("role: '${tf.role_arm}', region: '${vars.regoin}'"), right: RIGHT },
  },
  {
    code: "MANIFEST-REFERENCE-SYNTAX",
    title: "What stands between ${ and } is no reference",
    why: [
      "A reference is a name with dots between its parts, and perhaps a default behind :-. There are no functions, no conditions and no commands. Parts with dots or slashes stand in double quotes, items of lists are named by number from 0, and a literal ${ is written $${.",
      "A default is read as a YAML value: 3 is a number, '3' in quotes a text. An empty text is written as two quotes, so that nothing is empty by accident.",
    ],
    severity: "fixed",
    example: { wrong: project("subnet: '${tf.subnet_ids[0]}'"), right: project("subnet: '${tf.subnet_ids.0}'") },
  },
  {
    code: "MANIFEST-REFERENCE-TYPE",
    title: "What a reference names does not fit where it stands",
    why: [
      "A reference that is the whole value takes any type, maps and lists too. Inside a longer text, and where a name or path is needed, only a text, a number, true or false can be put in.",
      "Null is refused as well, since in values it would silently remove the chart's default: give the reference a default, or write :-null where null is meant.",
    ],
    severity: "fixed",
    example: {
      wrong: project("subnets: 'all: ${tf.subnet_ids}'"),
      right: project("subnets: '${tf.subnet_ids}', first: 'zone of ${tf.subnet_ids.0}'"),
    },
  },
  {
    code: "MANIFEST-REFERENCE-MISPLACED",
    title: "A reference stands where references are not resolved",
    why: [
      "References work in what differs between clusters: values, values files and their paths, namespace and release of an add-on, labels and annotations of namespaces, sources of inputs. Everywhere else the text would be taken as it stands, so it has to be written out.",
    ],
    severity: "fixed",
    example: {
      wrong: project("region: '${vars.region}'", "    timeout: '${vars.region}'\n"),
      right: project("region: '${vars.region}'", "    timeout: 5m\n"),
    },
  },
];
