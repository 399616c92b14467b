/**
 * Room for a text of this size in any of the usual sans-serif fonts, in the unit of `size`: no font can be asked here, so widths are
 * those of the wide ones (DejaVu Sans, Verdana), by kinds of letters.
 */
export function textWidth(text: string, size: number): number {
  let units = 0;
  for (const letter of text) units += unitsOf(letter);
  return Math.ceil(units * size);
}

function unitsOf(letter: string): number {
  if ("ijlI.,:;|!'".includes(letter)) return 0.34;
  if ("-frt()/ ".includes(letter)) return 0.42;
  if ("mwMW@%".includes(letter)) return 1;
  if (letter >= "A" && letter <= "Z") return 0.74;
  return letter <= "~" ? 0.63 : 1.05;
}
