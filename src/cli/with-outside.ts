import type { OutsideInvocation } from "./chart-parts.ts";
import { createOutside, type Outside } from "./outside.ts";

/** Makes the real world for one verb and closes it, however the verb ends. */
export async function withOutside<Result>(
  invocation: OutsideInvocation,
  work: (outside: Outside) => Promise<Result>,
): Promise<Result> {
  const outside = createOutside(invocation);
  try {
    return await work(outside);
  } finally {
    await outside.close();
  }
}
