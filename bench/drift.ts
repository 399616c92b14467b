import type { OwnPlane } from "../src/outside/playground/own-plane.ts";
import type { Bench } from "./bench.ts";
import { inTurn, ratio, seconds, timeOnce } from "./measure.ts";

/** Every live object of the stack compared, beside reading the releases' manifests with helm and comparing nothing. */
export function benchDrift(bench: Bench, plane: OwnPlane): readonly string[] {
  const kubeconfig = plane.access.kubeconfig;
  const result = inTurn(
    3,
    () => timeOnce(bench.addons(["drift", "--env", "dev", "--quiet"], kubeconfig)),
    () =>
      bench.stack
        .map((it) => timeOnce(bench.helm(["get", "manifest", it.release, "--namespace", it.namespace], kubeconfig)))
        .reduce((sum, took) => sum + took, 0),
  );
  return [`drift: ${ratio(result.b, result.a)} × faster than helm get manifest per release (${seconds(result)})`];
}
