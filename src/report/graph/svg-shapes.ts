import type { Line, Point } from "../../graph/layout/layout.ts";

const HEAD = { length: 7, half: 4 } as const;

/** The way of a line as path data; `short` leaves room for an arrow head at its end. */
export function pathData(line: Line, end: "arrow" | "plain"): string {
  const [first, ...rest] = line.points;
  if (first === undefined) return "";
  const short = end === "arrow" ? HEAD.length : 0;
  if (line.kind === "beside") {
    const [from, to] = line.points;
    return `M${at(from)}C${line.reach} ${from.y} ${line.reach} ${to.y} ${at({ x: to.x + short, y: to.y })}`;
  }
  let data = `M${at(first)}`;
  let last = first;
  rest.forEach((point, index) => {
    const leftwards = point.x < last.x;
    const isEnd = index === rest.length - 1;
    const x = isEnd ? point.x + (leftwards ? short : -short) : point.x;
    data += index % 2 === 0 ? curve(last, { x, y: point.y }) : `H${x}`;
    last = point;
  });
  return data;
}

function curve(from: Point, to: Point): string {
  if (from.y === to.y) return `H${to.x}`;
  const middle = Math.round((from.x + to.x) / 2);
  return `C${middle} ${from.y} ${middle} ${to.y} ${at(to)}`;
}

/** An arrow head where the line ends. Drawn by hand: markers are known by ids, which clash when pictures share a page. */
export function arrowHead({ kind, points }: Line): string {
  const [end, before] = [points.at(-1), points.at(-2)];
  if (end === undefined || before === undefined) return "";
  const back = kind === "beside" || before.x > end.x ? HEAD.length : -HEAD.length;
  return `M${at(end)}l${back} ${-HEAD.half}v${2 * HEAD.half}z`;
}

/** About the middle of a line, always on it. */
export function middleOf(line: Line): Point {
  if (line.kind === "beside") {
    const [from, to] = line.points;
    return { x: (from.x + 3 * line.reach) / 4, y: (from.y + to.y) / 2 };
  }
  // An even place starts a curve, and a curve's middle is the mean of its ends.
  const start = 2 * Math.floor((line.points.length - 2) / 4);
  const [from, to] = [line.points[start], line.points[start + 1]];
  return from === undefined || to === undefined ? { x: 0, y: 0 } : { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

function at({ x, y }: Point): string {
  return `${x} ${y}`;
}
