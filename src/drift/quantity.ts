const SUFFIXES: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const SCALE = 9;

/** A Kubernetes quantity (`1000m`, `3Gi`, `1e3`, 0.5) in billionths, exactly; `undefined` when it is none. */
export function quantityNanos(value: string | number): bigint | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2})|(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]))?$/.exec(String(value));
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent, suffix = ""] = match;
  if (whole === "" && fraction === "") return undefined;
  const power = exponent === undefined ? (SUFFIXES[suffix] ?? 0) : Number(exponent);
  const nanos = scaled(BigInt(`${whole}${fraction}`) * binaryFactor(suffix), SCALE - fraction.length + power);
  return sign === "-" ? -nanos : nanos;
}

function binaryFactor(suffix: string): bigint {
  return 1024n ** BigInt(BINARY.indexOf(suffix) + 1);
}

/** The server rounds up what is finer than a billionth. */
function scaled(digits: bigint, ten: number): bigint {
  if (ten >= 0) return digits * 10n ** BigInt(ten);
  const divisor = 10n ** BigInt(-ten);
  return (digits + divisor - 1n) / divisor;
}
