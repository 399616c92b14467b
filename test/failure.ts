import { expect } from "vitest";
import type { AddonsError } from "../src/support/addons-error.ts";

/** What a promise is rejected with; a test fails when it is not. */
export async function failure(promise: Promise<unknown>): Promise<AddonsError> {
  return await promise.then(
    () => expect.fail("succeeded"),
    (error: unknown) => error as AddonsError,
  );
}
