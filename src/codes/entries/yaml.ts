import type { CodeExplanation, ProjectFiles } from "../code-explanation.ts";
import { devEnvironment, localChart } from "../example-files.ts";

const WEB = "addons:\n  web: { chart: ../charts/web, namespace: web, values: { size: 1 } }\n";

function project(rest: string): ProjectFiles {
  return { ...devEnvironment(rest), ...localChart("web", { "values.yaml": "size: 1\n" }) };
}

/** The values of `web` as text: what they hold is wrong or right. */
function values(text: string): ProjectFiles {
  return project(`addons:\n  web:\n    chart: ../charts/web\n    namespace: web\n    values:\n${text}`);
}

/** What one YAML file can have, whether manifest, values file or lock. */
export const YAML_CODES: readonly CodeExplanation[] = [
  {
    code: "YAML-SYNTAX",
    title: "The text is not YAML",
    why: [
      "Nothing in the file can be judged before its text can be read, so this is all that is told about it. Most often a bracket or a quote is open, a colon is missing, or a line is indented by one space more or less than its neighbours.",
      "The place is where the reader stumbled. The mistake is on this line or on the one above it.",
    ],
    severity: "fixed",
    example: { wrong: project("addons: [\n"), right: project(WEB) },
  },
  {
    code: "YAML-EMPTY",
    title: "The file is empty",
    why: [
      "A file that somebody names is expected to say something. An empty one is most often the rest of a redirection that failed or of a file that was not saved.",
    ],
    severity: "fixed",
    example: { wrong: { "environments/dev.yaml": "" }, right: project(WEB) },
  },
  {
    code: "YAML-TAB",
    title: "A tab is used as indentation",
    why: ["YAML indents by spaces only. Set the editor to insert spaces in YAML files."],
    severity: "fixed",
    example: { wrong: project("addons:\n\tweb: { chart: ../charts/web, namespace: web }\n"), right: project(WEB) },
  },
  {
    code: "YAML-QUOTE",
    title: "A quoted text does not end",
    why: [
      "The place is where the quote is opened: the reader notices only at the end of the file that it is never closed, and that place helps nobody.",
    ],
    severity: "fixed",
    example: { wrong: project('addons: { web: { chart: "../charts/web, namespace: web } }\n'), right: project(WEB) },
  },
  {
    code: "YAML-DUPLICATE-KEY",
    title: "A key stands twice in the same map",
    why: [
      "Helm silently takes the last one, other readers the first, so that a value can be changed in the file without any effect. Both places are told; join what is below them.",
    ],
    severity: "fixed",
    example: { wrong: values("      size: 1\n      size: 2\n"), right: values("      size: 2\n") },
  },
  {
    code: "YAML-KEY",
    title: "A key is not a text",
    why: [
      "YAML allows keys that are numbers, true, null, lists and maps; charts, and JSON with them, know texts only, and readers differ in what they make of others: `1.10` becomes `1.1`. Put the key in quotes.",
    ],
    severity: "fixed",
    example: { wrong: values("      1.10: yes\n"), right: values('      "1.10": yes\n') },
  },
  {
    code: "YAML-MERGE-KEY",
    title: "A merge key (<<) is used",
    why: [
      "Merge keys belong to YAML 1.1 and were dropped; readers differ in whether and how they expand them. Layers do the same where it can be seen: put what is shared into a Base that environments extend.",
    ],
    severity: "fixed",
    example: {
      wrong: { ...project(`x-size: &size { size: 1 }\n${WEB.replace("{ size: 1 }", "{ <<: *size }")}`) },
      right: { ...project(`x-size: &size { size: 1 }\n${WEB.replace("{ size: 1 }", "*size")}`) },
    },
  },
  {
    code: "YAML-MERGE-CONFLICT",
    title: "The file has an unresolved merge conflict",
    why: ["git left both sides in the file. Decide between them and remove the three lines of marks."],
    severity: "fixed",
    example: {
      wrong: project(`<<<<<<< HEAD\n${WEB}=======\naddons: {}\n>>>>>>> main\n`),
      right: project(WEB),
    },
  },
  {
    code: "YAML-DOCUMENTS",
    title: "The file holds more than one YAML document",
    why: [
      "Helm takes the first document of a values file and drops the rest without a word. One file holds one document here; move the others into files of their own.",
    ],
    severity: "fixed",
    example: { wrong: project(`${WEB}---\nkind: Base\n`), right: project(WEB) },
  },
  {
    code: "YAML-DIRECTIVE",
    title: "The file has a directive (%)",
    why: ["A directive such as %YAML 1.1 would change what the text means. Files are always read as YAML 1.2."],
    severity: "fixed",
    example: {
      wrong: { ...project(WEB), "environments/dev.yaml": `%YAML 1.1\n---\n${project(WEB)["environments/dev.yaml"]}` },
      right: project(WEB),
    },
  },
  {
    code: "YAML-TAG",
    title: "A value has a tag that is not known",
    why: [
      "Tags (`!name`) let a reader run code or build types of its own; what they mean depends on the reader. Values are texts, numbers, true, false, null, maps and lists.",
    ],
    severity: "fixed",
    example: { wrong: values("      size: !big 1\n"), right: values("      size: 1\n") },
  },
  {
    code: "YAML-ALIAS",
    title: "An alias (*name) has no anchor before it",
    why: [
      "An alias repeats what an anchor (&name) earlier in the same file marks. Most often a text that starts with a star is meant: put it in quotes.",
    ],
    severity: "fixed",
    example: { wrong: values("      size: *size\n"), right: values('      size: "*size"\n') },
  },
  {
    code: "YAML-ALIAS-BOMB",
    title: "Aliases multiply the content without bound",
    why: [
      "A few lines of aliases that repeat aliases stand for millions of values, which would take all memory of whoever expands them. No manifest needs more than some dozens; share more by a base file.",
    ],
    severity: "fixed",
    example: {
      wrong: project(
        `x-a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\nx-b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nx-c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nx-d: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n${WEB}`,
      ),
      right: project(`x-a: &a [1, 1, 1]\nx-b: [*a, *a]\n${WEB}`),
    },
  },
  {
    code: "YAML-NUMBER",
    title: "A number has no single, exact meaning",
    why: [
      "`0644` is octal for Helm and decimal for YAML 1.2; whole numbers above 9007199254740991 lose digits on the way to the cluster. An account number such as 123456789012345678 would arrive as another one. Put it in quotes when the chart takes a text.",
    ],
    severity: "fixed",
    example: { wrong: values("      size: 0644\n"), right: values('      size: "0644"\n') },
  },
  {
    code: "YAML-TOO-DEEP",
    title: "Maps and lists are nested too deeply",
    why: ["No chart needs a hundred levels: most often brackets are opened and never closed."],
    severity: "fixed",
    example: {
      wrong: values(`      size: ${"[".repeat(120)}${"]".repeat(120)}\n`),
      right: values("      size: [[]]\n"),
    },
  },
  {
    code: "YAML-TOO-LARGE",
    title: "The file is too large",
    why: [
      "Manifests and values files have some kilobytes. One of more than 5 MB was named by mistake, or holds what does not belong into values, such as a dashboard of many megabytes; Kubernetes stores a release, values included, in one object of at most one megabyte.",
    ],
    severity: "fixed",
  },
  {
    code: "YAML-CONTROL-CHARACTER",
    title: "The file has a character that YAML does not allow",
    why: [
      "A NUL or another control character says that the file is not text: an archive, an image, or UTF-16. Inside a double-quoted text such a character can be written as an escape.",
    ],
    severity: "fixed",
    example: { wrong: values('      size: "\u0007"\n'), right: values('      size: "\\a"\n') },
  },
];
