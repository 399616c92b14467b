/** What is laid out: boxes in columns, and lines between them. Lengths are pixels, y grows downwards. */
export interface LayoutNode {
  readonly name: string;
  /** Column, counted from 0. */
  readonly layer: number;
  readonly width: number;
  readonly height: number;
}

/** Leaves its left box on the right side; lines of one bundle that leave the same box share their way. */
export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
  readonly bundle: string;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly Column[];
  readonly boxes: ReadonlyMap<string, Box>;
  /** One per edge, in the order of the edges. */
  readonly lines: readonly Line[];
}

export interface Column {
  readonly x: number;
  readonly width: number;
}

export interface Box extends Column {
  /** Top. */
  readonly y: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * `across` goes from box to box through the gaps between columns: from the first point to the second in a curve, from there to the
 * third straight through a free place of a column, and so on. Every curve stays inside of one gap, every straight part inside
 * of a place kept free for it, so no line runs through a box.
 * `beside` joins two boxes of one column: two points at their right sides, and the x of the curve's control points.
 */
export type Line =
  | { readonly kind: "across"; readonly points: readonly Point[] }
  | { readonly kind: "beside"; readonly points: readonly [Point, Point]; readonly reach: number };
