/** How evidence names an object: `Deployment ingress/controller`, `ClusterIssuer platform-ca`. */
export function objectLabel(object: {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
}): string {
  return object.namespace === undefined
    ? `${object.kind} ${object.name}`
    : `${object.kind} ${object.namespace}/${object.name}`;
}
