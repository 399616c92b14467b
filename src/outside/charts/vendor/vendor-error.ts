import { AddonsError } from "../../../support/addons-error.ts";

/** Something about charts/vendor that keeps a run from going on. */
export function vendorError(code: string, message: string, hint: string): AddonsError {
  return new AddonsError(code, message, { kind: "failed", hint });
}
