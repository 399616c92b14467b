/** Readiness of one object, and why. */
export type Readiness =
  | { readonly status: "ready" }
  | { readonly status: "progressing"; readonly why: string }
  | { readonly status: "failed"; readonly why: string };

/** An object that holds a step up. */
export interface NotReady {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly status: "progressing" | "failed";
  readonly why: string;
}
