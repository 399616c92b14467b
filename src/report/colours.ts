/** Paints text, or leaves it alone; a report never knows which. */
export interface Colours {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

type Paint = (text: string) => string;

export function createColours(use: "on" | "off"): Colours {
  const paint = (open: number, close: number): Paint => {
    if (use === "off") return (text) => text;
    return (text) => (text === "" ? "" : `\u001b[${open}m${text}\u001b[${close}m`);
  };
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
  };
}

/** For text that goes to a file or a test. */
export const PLAIN: Colours = createColours("off");

/** no-color.org, force-color.org and bixense.com/clicolors, in this order: who says no wins over who says yes. */
export function decideColours(request: {
  readonly flag: "no-color" | "unset";
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: "yes" | "no";
}): "on" | "off" {
  const { env } = request;
  if (request.flag === "no-color" || isSet(env["NO_COLOR"])) return "off";
  const forced = env["FORCE_COLOR"] ?? env["CLICOLOR_FORCE"];
  if (forced !== undefined) return forced === "0" || forced === "false" ? "off" : "on";
  if (env["TERM"] === "dumb" || env["CLICOLOR"] === "0") return "off";
  return request.terminal === "yes" ? "on" : "off";
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}
