import { MAX_SIGNATURE } from "./signed-manifest.ts";

/** A .prov as it was found; nothing in it is checked. `why` is a clause. */
export type ProvenanceFile =
  | { readonly kind: "file"; readonly bytes: Uint8Array }
  | { readonly kind: "unreadable"; readonly why: string };

export const TOO_LARGE: ProvenanceFile = { kind: "unreadable", why: `it has more than ${MAX_SIGNATURE} bytes` };
