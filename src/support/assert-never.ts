/** Ends an exhaustive switch: a new member of the union fails the type check here. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
