import { chartsAtHand, type ChartsAtHand } from "../../editor/stitch-environments.ts";
import { stitchedSchema, valuesFileSchema } from "../../editor/stitched-schema.ts";
import { readLock } from "../../lock/text/read-lock.ts";
import { schemaListText, stitchedText, type ListedSchema } from "../../report/schema.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { JsonObject, JsonValue } from "../../support/json.ts";
import { nearest } from "../../support/nearest.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { loadNamed, selectedNames, withoutInputs } from "../project/read-environments.ts";
import { deliver, jsonText } from "../output/outputs.ts";
import type { Outside } from "../outside.ts";
import { PUBLISHED_SCHEMAS } from "../published-schemas.ts";
import { withOutside } from "../with-outside.ts";

type SchemaInvocation = Invocation<"env" | "allEnvs" | "var" | "addon" | "output">;

/** `addons schema`: a schema of this version, or one made for this project's charts. */
export async function schema(invocation: SchemaInvocation): Promise<number> {
  const { flags, operands } = invocation;
  const [name] = operands;
  const isForProject = flags.env.length > 0 || flags.allEnvs || flags.addon !== undefined;
  if (isForProject && (name === undefined || Object.hasOwn(KINDS, name))) return await stitched(invocation, name);
  if (flags.addon !== undefined) {
    throw new AddonsError("CLI-USAGE", `--addon makes a schema of its own, not ${name}`, {
      kind: "usage",
      hint: `addons schema --addon ${flags.addon}`,
    });
  }
  if (name === undefined) return await list(invocation);
  const load = Object.hasOwn(PUBLISHED_SCHEMAS, name) ? PUBLISHED_SCHEMAS[name] : undefined;
  if (load === undefined) throw unknownSchema(name);
  return await print(invocation, await load());
}

const KINDS = { base: "Base", environment: "Environment" } as const;

async function list(invocation: SchemaInvocation): Promise<number> {
  const schemas = await Promise.all(
    Object.entries(PUBLISHED_SCHEMAS).map(async ([name, load]): Promise<ListedSchema> => {
      const { title, description } = await load();
      return { name, about: textOf(description) || textOf(title) };
    }),
  );
  await deliver(invocation, {
    text: (colours) => schemaListText(schemas, colours),
    json: () => jsonText({ formatVersion: 1, schemas }),
  });
  return EXIT.done;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** A schema is JSON wherever it goes; with a file the text says what went there. */
async function print(invocation: SchemaInvocation, document: JsonObject, text?: string): Promise<number> {
  const json = (): string => jsonText(document);
  const toFile = invocation.outputs.files.length > 0;
  await deliver(invocation, { text: () => (toFile && text !== undefined ? text : json()), json });
  return EXIT.done;
}

async function stitched(invocation: SchemaInvocation, name: string | undefined): Promise<number> {
  const { addon } = invocation.flags;
  const kind = KINDS[name === "base" ? "base" : "environment"];
  return await withOutside(invocation, async (outside) => {
    const atHand = await charts(invocation, outside);
    for (const { addon: without, reason } of atHand.missing) {
      if (addon === undefined) invocation.voice.progress(`${without}: no schema for its values: ${reason}`);
    }
    const document = addon === undefined ? stitchedSchema(kind, atHand.charts) : ofAddon(addon, atHand);
    return await print(invocation, document, stitchedText(invocation.outputs.files, atHand, addon));
  });
}

async function charts(invocation: SchemaInvocation, outside: Outside): Promise<ChartsAtHand> {
  const names = await selectedNames(invocation, outside, "ask");
  const environments = await loadNamed(withoutInputs(invocation), outside, names);
  const read = await readLock(await outside.files());
  const lock = read.kind === "read" ? read.lock : { lockVersion: 1 as const, addons: {} };
  return await chartsAtHand(environments, lock, await outside.charts());
}

/** Throws AddonsError SCHEMA-NO-CHART and CLI-UNKNOWN-ADDON. */
function ofAddon(name: string, { charts: known, missing }: ChartsAtHand): JsonObject {
  const versions = Object.hasOwn(known, name) ? known[name] : undefined;
  if (versions !== undefined) return valuesFileSchema(name, versions);
  const reason = missing.find(({ addon }) => addon === name)?.reason;
  if (reason !== undefined) {
    throw new AddonsError("SCHEMA-NO-CHART", `${name} has no chart to read here: ${reason}`, { kind: "failed" });
  }
  const all = [...Object.keys(known), ...missing.map(({ addon }) => addon)];
  const near = nearest(name, all);
  throw new AddonsError("CLI-UNKNOWN-ADDON", `there is no add-on "${name}" in the selected environments`, {
    kind: "usage",
    hint: near === undefined ? `add-ons: ${all.join(", ")}` : `did you mean ${near}?`,
  });
}

function unknownSchema(name: string): AddonsError {
  const all = Object.keys(PUBLISHED_SCHEMAS);
  const near = nearest(name, all);
  return new AddonsError("CLI-USAGE", `there is no schema "${name}", but ${all.join(", ")}`, {
    kind: "usage",
    hint: near === undefined ? "for an environment: addons schema --env NAME" : `did you mean addons schema ${near}?`,
  });
}
