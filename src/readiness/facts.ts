/** What readiness of some kinds depends on besides the object itself. */
export interface ReadinessFacts {
  /** Binding mode of a storage class; without a name that of the default class. Undefined when there is no such class. */
  bindingMode(storageClass: string | undefined): "Immediate" | "WaitForFirstConsumer" | undefined;
  /** Whether a Service has at least one ready endpoint. */
  hasReadyEndpoints(service: ServiceRef): boolean;
}

export interface ServiceRef {
  readonly namespace: string;
  readonly name: string;
}
