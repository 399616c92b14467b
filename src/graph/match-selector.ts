import type { Requirement, Selector } from "./selector.ts";

/** What --selector sees of an add-on; `Addon` of the manifest is one. */
export interface LabelledAddon {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Labels of the manifest, and `name` and `namespace`, which every add-on has. */
export function labelsOf({ name, namespace, labels }: LabelledAddon): ReadonlyMap<string, string> {
  return new Map([...Object.entries(labels), ["name", name], ["namespace", namespace]]);
}

export function matchesSelector(selector: Selector, labels: ReadonlyMap<string, string>): boolean {
  return selector.every((requirement) => holds(requirement, labels));
}

function holds(requirement: Requirement, labels: ReadonlyMap<string, string>): boolean {
  const value = labels.get(requirement.key);
  switch (requirement.op) {
    case "present":
      return value !== undefined;
    case "absent":
      return value === undefined;
    case "in":
      return value !== undefined && requirement.values.includes(value);
    case "not-in":
      return value === undefined || !requirement.values.includes(value);
  }
}
