import type { KubernetesReader, Resource } from "../outside/kubernetes/kubernetes.ts";
import type { Clock } from "../outside/system/system.ts";
import { isoTime } from "../support/iso-time.ts";
import { type ExpectedObject, expectedObjects } from "./expected-objects.ts";
import type { Finding } from "./finding.ts";
import { knownSecrets } from "./hide-values.ts";
import { incomplete, type Incomplete } from "./incomplete.ts";
import { missingFinding, objectFindings, type ReleaseCheck, unservedFinding } from "./object-findings.ts";
import { type LiveLook, readLive } from "./read-live.ts";
import type { ReadRelease } from "./read-releases.ts";
import { placeOf, syncOutlook } from "./release-findings.ts";
import { manifestRules } from "./rules.ts";
import { SHIPPED_RULES } from "./shipped-rules.ts";

export interface ObjectsOutside {
  readonly kubernetes: KubernetesReader;
  /** For ignore rules that expire; without a clock none has expired. */
  readonly clock?: Pick<Clock, "now">;
}

export interface CheckedObjects {
  readonly findings: readonly Finding[];
  readonly incomplete: readonly Incomplete[];
  readonly checked: number;
}

/** The objects of every release whose records could be read, with as few reads as it takes. */
export async function checkObjects(
  releases: readonly ReadRelease[],
  { kubernetes, clock }: ObjectsOutside,
): Promise<CheckedObjects> {
  if (releases.every((release) => release.baseline === undefined)) return { findings: [], incomplete: [], checked: 0 };
  let resources: readonly Resource[];
  try {
    resources = await kubernetes.resources();
  } catch (error) {
    return { findings: [], incomplete: [incomplete("ask which kinds the cluster serves", error)], checked: 0 };
  }
  const parsed = releases.map((release) => parseRelease(release, resources));
  const looks = await readLive(
    parsed.flatMap(({ objects }) => objects),
    kubernetes,
  );
  const today = clock === undefined ? undefined : isoTime(clock.now()).slice(0, 10);
  const unseen = [...looks.values()].filter((one) => one.status === "unseen");
  return {
    findings: parsed.flatMap(({ release, objects }) => releaseObjects({ release, objects, looks }, today)),
    incomplete: [
      ...parsed.flatMap((release) => release.incomplete),
      ...unseen.map(({ what, error }) => incomplete(what, error)),
    ],
    checked: looks.size - unseen.length,
  };
}

function parseRelease(release: ReadRelease, resources: readonly Resource[]) {
  if (release.baseline === undefined) return { release, objects: [], incomplete: [] };
  try {
    return { release, objects: expectedObjects(release.baseline, resources), incomplete: [] };
  } catch (error) {
    const { namespace, release: name } = release.desired.addon;
    return {
      release,
      objects: [],
      incomplete: [incomplete(`read the objects of release ${namespace}/${name}`, error)],
    };
  }
}

interface ReleaseObjects {
  readonly release: ReadRelease;
  readonly objects: readonly ExpectedObject[];
  readonly looks: ReadonlyMap<ExpectedObject, LiveLook>;
}

function releaseObjects({ release, objects, looks }: ReleaseObjects, today: string | undefined): readonly Finding[] {
  const check = releaseCheck(release, objects, today);
  return objects.flatMap((object) => {
    const live = looks.get(object);
    switch (live?.status) {
      case "found":
        return objectFindings(object.expected, live.object, check);
      case "absent":
        return [missingFinding(object.expected, check)];
      case "unserved":
        return [unservedFinding(object.expected, check)];
      case "untouched":
      case "unseen":
      case undefined:
        return [];
    }
  });
}

function releaseCheck(
  release: ReadRelease,
  objects: readonly ExpectedObject[],
  today: string | undefined,
): ReleaseCheck {
  const { addon } = release.desired;
  const values = release.baseline === undefined ? [addon.values] : [addon.values, release.baseline.values];
  return {
    place: placeOf(release.desired),
    rules: [...manifestRules(addon.driftIgnore), ...SHIPPED_RULES],
    ...(today !== undefined && { today }),
    forecast: {
      release: syncOutlook(release),
      repair: addon.repair,
      applyMethod: release.baseline?.applyMethod ?? "csa",
    },
    secrets: knownSecrets(
      values,
      objects.map((object) => object.expected),
    ),
  };
}
