import type { Invocation } from "./command.ts";
import { createOutside, type Outside } from "./outside.ts";

/** Makes the real world for one verb and closes it, however the verb ends. */
export async function withOutside<Result>(
  invocation: Invocation,
  work: (outside: Outside) => Promise<Result>,
): Promise<Result> {
  const outside = createOutside(invocation);
  try {
    return await work(outside);
  } finally {
    await outside.close();
  }
}
