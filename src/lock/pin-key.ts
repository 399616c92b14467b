import type { Addon, Cluster, Environment } from "../manifest/environment.ts";
import type { Lockfile, Pin } from "./lockfile.ts";

/** Which pin of an add-on: the one of an environment, or of one Kubernetes minor in it. */
export interface PinPlace {
  readonly environment: string;
  /** `1.36`, for an add-on whose version depends on the minor of the cluster. */
  readonly kubernetes?: string;
}

/** An add-on as one cluster runs it. */
export interface AddonPlace {
  readonly environment: Pick<Environment, "name" | "lockedAs">;
  readonly cluster: Pick<Cluster, "kubernetes">;
  readonly addon: Pick<Addon, "name" | "pinPer">;
}

/** The pin that an add-on of a cluster takes; the one place that knows which it is. */
export function pinFor(lock: Lockfile, place: AddonPlace): Pin | undefined {
  return pinOf(lock, { addon: place.addon.name, ...pinPlace(place) });
}

export function pinPlace({ environment, cluster, addon }: AddonPlace): PinPlace {
  return {
    environment: lockName(environment),
    ...(addon.pinPer === "minor" ? { kubernetes: cluster.kubernetes } : {}),
  };
}

/** What the lock calls an environment: all instances of one share its pins. */
export function lockName({ name, lockedAs }: AddonPlace["environment"]): string {
  return lockedAs ?? name;
}

export function pinOf(lock: Lockfile, wanted: PinPlace & { readonly addon: string }): Pin | undefined {
  const pins = Object.hasOwn(lock.addons, wanted.addon) ? lock.addons[wanted.addon] : undefined;
  const key = pinKey(wanted);
  return pins && Object.hasOwn(pins, key) ? pins[key] : undefined;
}

/** As the lock spells it: `prod`, or `prod/1.36`. Names of environments hold no slash. */
export function pinKey({ environment, kubernetes }: PinPlace): string {
  return kubernetes === undefined ? environment : `${environment}/${kubernetes}`;
}

export function readPinKey(key: string): PinPlace {
  const [environment = "", kubernetes] = key.split("/", 2);
  return kubernetes === undefined ? { environment } : { environment, kubernetes };
}
