import { pinWithSubcharts } from "./archives-of-lock.ts";
import type { Lockfile, Pin, SubchartPin } from "./lockfile.ts";

/** A pin, or that of a subchart at any depth, and the add-on and key that it belongs to. */
export interface PlacedPin {
  readonly addon: string;
  readonly key: string;
  readonly of: "addon" | "subchart";
  readonly pin: Pin | SubchartPin;
}

/** Two pins that name one thing and have not one content; `first` stands further up in the lock. */
export interface TwoContents {
  readonly same: "version" | "archive";
  readonly first: PlacedPin;
  readonly other: PlacedPin;
}

/** One version of one source has one content, and so has one archive; two mean that it was published twice or edited by hand. */
export function twoContents(lock: Lockfile): readonly TwoContents[] {
  const known = new Map<string, PlacedPin>();
  const found: TwoContents[] = [];
  for (const other of placedPins(lock)) {
    const { chart, source, archive, content } = other.pin;
    if (archive === undefined) continue;
    const names = [
      ["version", `${source} ${chart}`],
      ["archive", archive],
    ] as const;
    const unlike = names.flatMap(([same, name]) => {
      const first = known.get(`${same} ${name}`) ?? other;
      known.set(`${same} ${name}`, first);
      return first.pin.content === content ? [] : [{ same, first, other }];
    });
    found.push(...unlike.slice(0, 1));
  }
  return found;
}

function placedPins(lock: Lockfile): readonly PlacedPin[] {
  return Object.entries(lock.addons).flatMap(([addon, pins]) =>
    Object.entries(pins).flatMap(([key, whole]) =>
      pinWithSubcharts(whole).map((pin) => ({ addon, key, of: pin === whole ? "addon" : "subchart", pin }) as const),
    ),
  );
}
