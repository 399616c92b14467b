import type { JsonObject } from "../../../support/json.ts";
import { errorOf } from "./visit.ts";
import type { SchemaError, Visit } from "./visit.ts";

/** The keywords about strings and numbers. */
export function checkScalar(at: Visit, errors: SchemaError[]): void {
  const { node, value } = at;
  if (typeof value === "number") checkNumber(at, value, errors);
  if (typeof value !== "string") return;
  const { minLength, maxLength } = node.schema;
  // Characters, not code units.
  const length = minLength === undefined && maxLength === undefined ? 0 : Array.from(value).length;
  if (typeof minLength === "number" && length < minLength) errors.push(errorOf(at, "minLength"));
  if (typeof maxLength === "number" && length > maxLength) errors.push(errorOf(at, "maxLength"));
  if (node.pattern !== undefined && !node.pattern.test(value)) errors.push(errorOf(at, "pattern"));
}

function checkNumber(at: Visit, value: number, errors: SchemaError[]): void {
  const limits = limitsOf(at.node.schema);
  if (limits.minimum !== undefined && value < limits.minimum) errors.push(errorOf(at, "minimum"));
  if (limits.maximum !== undefined && value > limits.maximum) errors.push(errorOf(at, "maximum"));
  if (limits.above !== undefined && value <= limits.above) errors.push(errorOf(at, "exclusiveMinimum"));
  if (limits.below !== undefined && value >= limits.below) errors.push(errorOf(at, "exclusiveMaximum"));
  const { multipleOf } = at.node.schema;
  if (typeof multipleOf === "number" && !isMultiple(value, multipleOf)) errors.push(errorOf(at, "multipleOf"));
}

interface Limits {
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly above: number | undefined;
  readonly below: number | undefined;
}

/** `exclusiveMinimum: true` makes the minimum one that is not reached: draft 4. */
export function limitsOf(schema: JsonObject): Limits {
  const number = (keyword: string): number | undefined => {
    const value = schema[keyword];
    return typeof value === "number" ? value : undefined;
  };
  const [isAbove, isBelow] = [schema["exclusiveMinimum"] === true, schema["exclusiveMaximum"] === true];
  return {
    minimum: isAbove ? undefined : number("minimum"),
    maximum: isBelow ? undefined : number("maximum"),
    above: isAbove ? number("minimum") : number("exclusiveMinimum"),
    below: isBelow ? number("maximum") : number("exclusiveMaximum"),
  };
}

/** In decimals, as they are written: 0.3 is a multiple of 0.1. */
function isMultiple(value: number, of: number): boolean {
  const [left, right] = [decimal(value), decimal(of)];
  const places = Math.max(left.places, right.places);
  const scale = ({ digits, places: own }: Decimal): bigint => digits * 10n ** BigInt(places - own);
  return right.digits !== 0n && scale(left) % scale(right) === 0n;
}

interface Decimal {
  readonly digits: bigint;
  /** Behind the point. */
  readonly places: number;
}

function decimal(value: number): Decimal {
  const [mantissa = "0", exponent = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const places = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return places < 0 ? { digits: digits * 10n ** BigInt(-places), places: 0 } : { digits, places };
}
