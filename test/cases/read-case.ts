/** One case: files of a project, commands run in it, and what each is to say. */
export type CasePart =
  | { readonly kind: "file"; readonly path: string; readonly text: string }
  | { readonly kind: "remove"; readonly path: string }
  | {
      readonly kind: "run";
      /** Without `addons`. */
      readonly args: readonly string[];
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
    };

/**
 * Sections start with a line `-- NAME --`, where NAME is the path of a file, `rm PATH`, or `$ addons ARGS`; what stands in a run's section
 * is its stdout, in `-- stderr --` after it its stderr, and `-- exit N --` says its exit code when that is not 0.
 * Text before the first section says what the case shows.
 */
export function readCase(text: string): { readonly about: string; readonly parts: readonly CasePart[] } {
  const [about = "", ...pieces] = text.split(/^-- (.+) --\n/m);
  const parts: CasePart[] = [];
  for (let at = 0; at < pieces.length; at += 2) addSection(parts, pieces[at] ?? "", pieces[at + 1] ?? "");
  return { about, parts };
}

export function printCase({ about, parts }: ReturnType<typeof readCase>): string {
  return about + parts.map(printPart).join("");
}

function addSection(parts: CasePart[], title: string, body: string): void {
  if (title.startsWith("$ addons ")) {
    parts.push({ kind: "run", args: title.split(" ").slice(2), code: 0, stdout: body, stderr: "" });
    return;
  }
  const last = parts.at(-1);
  const exit = /^exit (\d+)$/.exec(title);
  if (last?.kind === "run" && title === "stderr") parts.splice(-1, 1, { ...last, stderr: body });
  else if (last?.kind === "run" && exit !== null) parts.splice(-1, 1, { ...last, code: Number(exit[1]) });
  else if (title.startsWith("rm ")) parts.push({ kind: "remove", path: title.slice(3) });
  else parts.push({ kind: "file", path: title, text: body });
}

function printPart(part: CasePart): string {
  if (part.kind === "file") return `-- ${part.path} --\n${part.text}`;
  if (part.kind === "remove") return `-- rm ${part.path} --\n`;
  const stderr = part.stderr === "" ? "" : `-- stderr --\n${part.stderr}`;
  const exit = part.code === 0 ? "" : `-- exit ${part.code} --\n`;
  return `-- $ addons ${part.args.join(" ")} --\n${part.stdout}${stderr}${exit}`;
}
