import type { Pin } from "../../lock/lockfile.ts";

/** `name@version`; versions hold no `@`. */
export function chartNameOf(pin: Pin): { readonly name: string; readonly version: string } {
  const at = pin.chart.lastIndexOf("@");
  return { name: pin.chart.slice(0, at), version: pin.chart.slice(at + 1) };
}
