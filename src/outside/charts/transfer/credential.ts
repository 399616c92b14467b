/** A login, as it was found. */
export type Credential =
  | { readonly kind: "password"; readonly user: string; readonly password: string }
  /** An identity token: exchanged for an access token. */
  | { readonly kind: "refresh-token"; readonly token: string }
  /** An access token, sent as it is. */
  | { readonly kind: "bearer"; readonly token: string };
