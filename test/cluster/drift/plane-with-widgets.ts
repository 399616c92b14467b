import { startPlane, type TestPlane } from "../plane.ts";
import { WIDGET_DEFINITION } from "./chart.ts";

/** A plane that knows the custom resource of the drift tests' chart. */
export async function startPlaneWithWidgets(): Promise<TestPlane> {
  const plane = await startPlane();
  await plane.kubectl.apply(WIDGET_DEFINITION);
  await plane.kubectl.waitFor(
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.drift.example.com",
    (object) => object.status?.conditions?.some((one: { type: string }) => one.type === "Established"),
  );
  return plane;
}
