import type { ClusterAccess } from "../kubernetes/kubernetes.ts";

/** Throw-away control planes on this computer: etcd, kube-apiserver, kube-controller-manager, kube-scheduler and KWOK, without containers. */
export interface Playgrounds {
  status(name: string): Promise<PlaygroundStatus>;
  list(): Promise<readonly PlaygroundStatus[]>;
  /** Starts it, or returns the running one. Lives until `down`, whoever started it. */
  up(name: string, progress: (message: string) => void): Promise<RunningPlayground>;
  /** Ends the process group and removes its folder; false when there was none. */
  down(name: string): Promise<boolean>;
}

export type PlaygroundStatus =
  | { readonly name: string; readonly state: "absent" | "broken"; readonly why?: string }
  | RunningPlayground;

export interface RunningPlayground {
  readonly name: string;
  readonly state: "running";
  readonly access: ClusterAccess;
  /** `v1.37.1` */
  readonly kubernetes: string;
  readonly server: string;
  readonly folder: string;
  readonly pid: number;
}
