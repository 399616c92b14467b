/** Draws one of several. */
export type Draw = <T>(...choices: readonly [T, ...T[]]) => T;

/** Words that a scanner that looks at lines alone would take for something. */
const TRAPS = [
  "entries:",
  "  nginx:",
  "nginx:",
  "- version: 9.9.9",
  "  - version: 9.9.9",
  "version: 9.9.9",
  "urls:",
  "- urls: [evil.tgz]",
  "# no comment",
  "",
  "\ttab",
  "digest: 0000",
  "---",
  "{",
  "'",
  "ünïcödé  “x”",
] as const;

const NAMES = ["nginx", '"nginx-2"', "'nginx.3'", "ünï", '"a: b"', "'{c'", "404", "x_y", '"é"', "a#b"] as const;

/**
 * The text of an index.yaml in one of the many shapes that YAML allows: indents, orders and quotes, texts over several lines
 * with traps in them, flow and block style, comments, anchors, tabs between words, line ends.
 */
function drawIndex(draw: Draw): string {
  const indent = draw(1, 2, 4);
  const names = [...new Set([draw(...NAMES), draw(...NAMES), draw(...NAMES)])];
  const charts = names.flatMap((name) => drawChart(draw, name, indent));
  const entries = [draw("entries:", '"entries":', "entries: # c", "entries:  "), ...charts];
  const others = [
    draw([], ["apiVersion: v1"]),
    draw([], ['generated: "2026-01-01T00:00:00Z"']),
    draw([], ["annotations:", "  entries:", "    nginx:", "    - version: 9.9.9"]),
    draw([], ["note: |", ...drawTrap(draw, 2)]),
    draw([], ["list:", "- entries:", "  - nginx"]),
  ];
  const before = others.filter(() => draw(true, false));
  const after = others.filter((other) => !before.includes(other));
  const lines = [...draw([], ["---"], ["# c"], ["%YAML 1.2", "---"]), ...before.flat(), ...entries, ...after.flat()];
  const end = draw("\n", "\n", "\r\n");
  return draw("", "", "\ufeff") + lines.join(end) + draw(end, "", `${end}...${end}`);
}

const ORDINARY = ["block", "block", "block", "block", "block", "block", "block", "block"] as const;

function drawChart(draw: Draw, name: string, indent: number): readonly string[] {
  const pad = " ".repeat(indent);
  const dash = indent + draw(0, 0, 2, 3);
  const items = Array.from({ length: draw(1, 2, 3) }, () => drawItem(draw, dash));
  const whole = draw(...ORDINARY, ...ORDINARY, "flow", "null", "empty");
  if (whole === "flow") return [`${pad}${name}: [{version: 1.2.3, urls: [a.tgz]}]`];
  if (whole !== "block") return [`${pad}${name}:${whole === "null" ? draw("", " ~", " null") : " []"}`];
  return [`${pad}${name}:${draw("", "", " ", " # c", "\t# c")}`, ...drawComment(draw, dash), ...items.flat()];
}

function drawComment(draw: Draw, column: number): readonly string[] {
  const blanks = " ".repeat(draw(0, column, column + 3));
  return draw([], [], [], [`${blanks}# version: 9.9.9`], [""], ["   "]);
}

function drawItem(draw: Draw, dash: number): readonly string[] {
  const pad = " ".repeat(dash);
  const kind = draw("map", "map", "map", "map", "map", "map", "flow", "none");
  if (kind === "none") return [`${pad}-${draw("", " ~", " text", " []")}`];
  if (kind === "flow") {
    const more = draw("", `\n${pad}    deprecated: true,`, " removed: true, # c\n     ");
    return `${pad}- {version: "4.5.6",${more} urls: [a.tgz, 'b.tgz']}`.split("\n");
  }
  const gap = draw(1, 1, 1, 3);
  const alone = draw(false, false, false, true);
  const column = dash + (alone ? draw(1, 2, 5) : gap + 1);
  const keys = shuffled(draw, KEYS).filter((_, index) => index < 4 || draw(true, false));
  const lines = keys.flatMap((key) => [...drawComment(draw, column), ...drawKey(draw, key, column)]);
  const first = lines.findIndex((line) => /^\s*[^#\s]/.test(line));
  const body = lines.slice(first);
  if (alone) return [`${pad}-${draw("", " ", " # c", " &anchor", " !!map")}`, ...lines];
  return [`${pad}-${" ".repeat(gap)}${(body[0] ?? "").trimStart()}`, ...body.slice(1)];
}

const KEYS = [
  "version",
  "urls",
  "digest",
  "deprecated",
  "removed",
  "name",
  "description",
  "annotations",
  "maintainers",
  "keywords",
  "appVersion",
] as const;

function drawKey(draw: Draw, key: (typeof KEYS)[number], column: number): readonly string[] {
  const pad = " ".repeat(column);
  const named = draw(key, key, key, `"${key}"`, `'${key}'`);
  const colon = draw(":", ":", ":", " :");
  const start = `${pad}${named}${colon}`;
  const gap = draw(" ", " ", "  ", "\t");
  switch (key) {
    case "version":
      return drawScalar(
        draw,
        { start, gap, column },
        draw("1.2.3", "v1.2.3", "1.10", "1.2.3+x.1", "0.0.0-rc.1", "7", "1e3"),
      );
    case "digest":
      return drawScalar(draw, { start, gap, column }, draw(`${"a1".repeat(32)}`, `sha256:${"0F".repeat(32)}`, "none"));
    case "deprecated":
    case "removed":
      return [`${start}${gap}${draw("true", "false", "yes", '"true"', "~", "true # c")}`];
    case "urls":
      return drawUrls(draw, start, column);
    case "name":
    case "appVersion":
      return drawScalar(draw, { start, gap, column }, draw("nginx", "1.0", "'x'"));
    case "description":
      return drawText(draw, start, column);
    case "annotations":
      return [start, ...deep(draw, column + 2)];
    case "maintainers": {
      const at = " ".repeat(column + draw(0, 2));
      return [start, `${at}- name: x`, `${at}  version: 9.9.9`, `${at}  urls:`, `${at}  - evil.tgz`];
    }
    case "keywords":
      return draw([`${start} [a, "urls:", b]`], [`${start} [`, `${pad}  a,`, `${pad}  version: 9.9.9`, `${pad}  ]`]);
  }
}

interface Place {
  readonly start: string;
  readonly gap: string;
  readonly column: number;
}

function drawScalar(draw: Draw, { start, gap, column }: Place, text: string): readonly string[] {
  const deeper = " ".repeat(column + draw(1, 2, 4));
  const bare = text.replace(/^'|'$/g, "");
  return draw(
    [`${start}${gap}${text}`],
    [`${start}${gap}${text}`],
    [`${start}${gap}"${bare}"`],
    [`${start}${gap}'${bare}'${draw("", " # c")}`],
    [`${start}${gap}${text} # c`],
    [`${start} >-`, `${deeper}${text}`],
    [`${start} |-`, `${deeper}${text}`],
    [start, `${deeper}${text}`],
    [`${start} &v ${text}`],
    [`${start} !!str ${text}`],
  );
}

function drawUrls(draw: Draw, start: string, column: number): readonly string[] {
  const at = " ".repeat(column + draw(0, 2, 4));
  const deeper = " ".repeat(column + 1);
  return draw(
    [start, `${at}- a.tgz`],
    [start, `${at}- a.tgz`, `${at}- "https://example.com/b.tgz?x=1#y"`],
    [start, `${at}-   'it''s.tgz'`, ...drawComment(draw, column), `${at}-\tb.tgz # c`],
    [start, `${at}- >-`, `${at}  a.tgz`],
    [start, `${at}-`, `${at}  a.tgz`],
    [start, `${at}- 7`, `${at}- true`, `${at}- ''`, `${at}- [a]`, `${at}- b.tgz`],
    [`${start} [a.tgz, "b.tgz"] # c`],
    [`${start} [`, `${deeper}a.tgz,`, `${deeper}]`],
    [`${start} []`],
    [start],
    [`${start} a.tgz`],
  );
}

function drawText(draw: Draw, start: string, column: number): readonly string[] {
  const deeper = " ".repeat(column + draw(1, 2));
  const step = deeper.length - column;
  return draw(
    [`${start} ${draw("|", ">", "|-", ">+", "|+")}`, ...drawTrap(draw, deeper.length)],
    [`${start} |${step}`, `${deeper}  more`, ...drawTrap(draw, deeper.length)],
    [`${start} "one \\`, `${deeper}  nginx:`, `${deeper}- version: 9.9.9"`],
    [`${start} 'one`, "", `${deeper}entries:`, `${deeper}''- version: 9.9.9'`],
    [`${start} one`, `${deeper}two`, `${deeper}-three`],
    [`${start} "\\u00fc # no comment"`],
  );
}

/** Lines of a text, each at this column at least. */
function drawTrap(draw: Draw, column: number): readonly string[] {
  return [
    `${" ".repeat(column)}text`,
    ...[1, 2, 3].map(() => draw(...TRAPS)).map((trap) => (trap === "" ? "" : " ".repeat(column) + trap)),
  ];
}

function deep(draw: Draw, column: number): readonly string[] {
  const levels = draw(1, 3, 30);
  const nested = Array.from({ length: levels }, (_, level) => `${" ".repeat(column + level)}version:`);
  return [...nested, `${" ".repeat(column + levels)}urls: [evil.tgz]`];
}

function shuffled<T>(draw: Draw, items: readonly T[]): readonly T[] {
  const rest = [...items];
  const result: T[] = [];
  while (rest.length > 0) {
    const [first, ...others] = rest.keys();
    result.push(...rest.splice(draw(first ?? 0, ...others), 1));
  }
  return result;
}

/** The same index for the same seed. */
export function indexOfSeed(seed: number): string {
  let state = (Math.imul(seed, 2_654_435_761) ^ 0x9e37_79b9) >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state / 2 ** 32;
  };
  return drawIndex((first, ...others) => [first, ...others][Math.floor(next() * (others.length + 1))] ?? first);
}
