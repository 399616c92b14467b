import type { AddonSite } from "../../compare/values-of-addon.ts";
import { valuesOfAddon } from "../../compare/values-of-addon.ts";
import { explainedText } from "../../report/values/explained-text.ts";
import { valuesDocument } from "../../report/values/values-document.ts";
import { valuesYaml } from "../../report/values/values-yaml.ts";
import { clustersText } from "../../report/values/values-words.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { JsonObject } from "../../support/json.ts";
import { nearest } from "../../support/nearest.ts";
import { layerSecrets } from "../../values/layer-secrets.ts";
import { readChartDefaults, type AddonPlace } from "../project/read-chart-defaults.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { loadNamed, selectClusters, selectedNames } from "../project/read-environments.ts";
import type { Outside } from "../outside.ts";
import { deliver, jsonText } from "../output/outputs.ts";
import { placesOf, type Place } from "../project/open-project.ts";
import { withOutside } from "../with-outside.ts";

type ValuesInvocation = Invocation<"env" | "allEnvs" | "cluster" | "var" | "inputs" | "explain" | "all" | "output">;

/** `addons values NAME`: what Helm is given, and which layer said so. */
export async function values(invocation: ValuesInvocation): Promise<number> {
  const { flags, voice } = invocation;
  const addon = addonName(invocation);
  return await withOutside(invocation, async (outside) => {
    const names = await selectedNames(invocation, outside, "all");
    const places = placesOf(selectClusters(await loadNamed(invocation, outside, names), flags.cluster));
    const sites = await sitesOf(addon, places, { invocation, outside });
    // What layers wrote and later ones replaced is shown, too.
    voice.redactor.add(sites.flatMap((site) => layerSecrets(site.addon.valueLayers)));
    const groups = valuesOfAddon(sites, {
      leaves: flags.all ? "all" : "set",
      same: flags.explain ? "origins" : "values",
      redact: (text) => voice.redactor.text(text),
    });
    const comments = flags.explain ? "places" : "none";
    await deliver(invocation, {
      text: (colours) => (flags.explain ? explainedText(addon, groups, colours) : valuesYaml(groups, { comments })),
      yaml: () => valuesYaml(groups, { comments }),
      json: () => jsonText(valuesDocument(addon, groups, flags.explain ? "with-leaves" : "without-leaves")),
    });
    return EXIT.done;
  });
}

function addonName({ operands }: ValuesInvocation): string {
  const [name] = operands;
  if (name !== undefined) return name;
  throw new AddonsError("CLI-USAGE", "say whose values", { kind: "usage", hint: "addons values ADD-ON --env NAME" });
}

interface Run {
  readonly invocation: ValuesInvocation;
  readonly outside: Outside;
}

/** The add-on on every selected cluster that has it. Throws AddonsError CLI-UNKNOWN-ADDON when none has. */
async function sitesOf(name: string, places: readonly Place[], run: Run): Promise<readonly AddonSite[]> {
  const having = places.flatMap((place) => {
    const addon = place.cluster.addons.find((one) => one.name === name);
    return addon === undefined ? [] : [{ ...place, addon }];
  });
  if (having.length === 0) throw unknownAddon(name, places);
  tellWhereNot(name, places, run.invocation);
  const defaults = await defaultsFor(having, run);
  return having.map(({ environment, cluster, addon }, index) => {
    const below = defaults[index];
    return { environment: environment.name, cluster, addon, ...(below === undefined ? {} : { defaults: below }) };
  });
}

/** --all cannot do without the charts; for --explain they are one more layer, whose absence is told. */
async function defaultsFor(
  places: readonly AddonPlace[],
  { invocation: { flags, voice }, outside }: Run,
): Promise<readonly (JsonObject | undefined)[]> {
  if (!flags.all && !flags.explain) return [];
  const read = await readChartDefaults(places, outside);
  const missing = read.find((one) => one.kind === "missing");
  if (missing !== undefined && flags.all) throw missing.error;
  if (missing !== undefined) voice.progress(`${missing.error.message} (${missing.error.hint ?? "addons lock"})`);
  return read.map((one) => (one.kind === "known" ? one.data : undefined));
}

function unknownAddon(name: string, places: readonly Place[]): AddonsError {
  const known = [...new Set(places.flatMap(({ cluster }) => cluster.addons.map((addon) => addon.name)))].sort();
  const isOff = places.some(({ cluster }) => cluster.disabled?.includes(name));
  const meant = nearest(name, known);
  const hint = meant === undefined ? `add-ons: ${known.join(", ")}` : `did you mean ${meant}?`;
  return new AddonsError(
    "CLI-UNKNOWN-ADDON",
    isOff ? `${name} is not enabled on any selected cluster` : `there is no add-on "${name}" on the selected clusters`,
    { kind: "usage", hint: isOff ? "set enabled: true where it shall run, or select another environment" : hint },
  );
}

/** Silence would be taken for the values of all clusters. */
function tellWhereNot(name: string, places: readonly Place[], { voice }: ValuesInvocation): void {
  const without = places.filter(({ cluster }) => !cluster.addons.some((addon) => addon.name === name));
  if (without.length === 0) return;
  const names = without.map(({ environment, cluster }) => ({ environment: environment.name, cluster: cluster.name }));
  voice.progress(`${name} is not on ${clustersText(names)}`);
}
