import fc from "fast-check";
import type { Lockfile, Pin, SubchartPin } from "../../src/lock/lockfile.ts";

const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/).map((digits) => `sha256:${digits}`);
const commit = fc.stringMatching(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
const content = fc.stringMatching(/^[A-Za-z0-9+/]{43}$/).map((text) => `h1:${text}=`);
/** Any text of one line, what YAML would take for something else included. */
const line = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }).filter((text) => !/[\p{C}\u2028\u2029]/u.test(text)),
  fc.constantFrom(
    "1.10",
    "1e3",
    "0x1f",
    "~",
    "null",
    "true",
    "no",
    "2026-01-01",
    "- a",
    "a: b",
    "a #b",
    " a ",
    "*a",
    "<<",
    "'",
  ),
);
const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
const chart = fc.stringMatching(
  /^[a-zA-Z0-9][A-Za-z0-9._-]{0,15}@v?[0-9]{1,3}\.[0-9]{1,3}(-[a-z0-9.]{1,5})?(\+[a-z0-9]{1,5})?$/,
);
const signer = fc.oneof(
  fc.stringMatching(/^[0-9A-F]{40}$/).map((fingerprint) => `pgp:${fingerprint}`),
  sha256.map((digest) => `cosign:${digest}`),
  fc.emailAddress().map((address) => `sigstore:${address}`),
  fc.webUrl().map((url) => `sigstore:${url}`),
);
const pinKey = fc
  .tuple(name, fc.option(fc.nat(199)))
  .map(([text, minor]) => (minor === null ? text : `${text}/1.${minor}`));

type Place = Pick<Pin, "source" | "archive" | "manifest" | "commit">;

const published: fc.Arbitrary<Place> = fc.record(
  {
    source: fc.oneof(
      fc.webUrl({ withQueryParameters: true }).filter((url) => !/:\/\/[^/]*@/.test(url)),
      fc.domain().map((host) => `oci://${host}:5000/charts/x`),
    ),
    archive: sha256,
    manifest: sha256,
  },
  { requiredKeys: ["source"] },
);
/** At a branch or tag, or at the commit itself. */
const inGit: fc.Arbitrary<Place> = fc
  .tuple(fc.domain(), commit, fc.constantFrom("main", "v1.2.3", "release/1.x", "commit"))
  .map(([host, hex, ref]) => ({
    source: `git+https://${host}/org/repo//charts/x?ref=${ref === "commit" ? hex : ref}`,
    commit: hex,
  }));
const folder: fc.Arbitrary<Place> = fc.record(
  { source: line.map((text) => `charts/${text}`), commit },
  { requiredKeys: ["source"] },
);
const place = fc.oneof(published, inGit, folder);

/** Sorted, and each once, as `addons lock` has them. */
function inOrder(subcharts: readonly SubchartPin[]): readonly SubchartPin[] {
  const byKey = new Map(subcharts.map((one) => [`${one.chart} ${one.source} ${one.wants ?? ""}`, one]));
  return [...byKey].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, subchart]) => subchart);
}

function subchartAt(depth: number): fc.Arbitrary<SubchartPin> {
  const texts = fc.record({ chart, content, wants: line, signer }, { requiredKeys: ["chart", "content"] });
  const below =
    depth === 0 ? fc.constant({}) : fc.record({ subcharts: listOf(subchartAt(depth - 1)) }, { requiredKeys: [] });
  return fc.tuple(texts, place, below).map(([text, where, more]) => ({ ...text, ...where, ...more }));
}

function listOf(subchart: fc.Arbitrary<SubchartPin>): fc.Arbitrary<readonly SubchartPin[]> {
  return fc.array(subchart, { minLength: 1, maxLength: 3 }).map(inOrder);
}

const image = fc.oneof(
  fc.tuple(fc.domain(), name, name).map(([host, path, tag]) => `${host}/${path}:${tag}`),
  line,
);
const images = fc.dictionary(image, sha256, { minKeys: 1, maxKeys: 3, noNullPrototype: true });

const pin: fc.Arbitrary<Pin> = fc
  .tuple(
    fc.record(
      {
        chart,
        content,
        wants: line,
        appVersion: line,
        kubeVersion: line,
        signer,
        subcharts: listOf(subchartAt(2)),
        images,
      },
      { requiredKeys: ["chart", "content"] },
    ),
    place,
  )
  .map(([texts, where]) => ({ ...texts, ...where }));

const environments = fc.dictionary(pinKey, pin, { minKeys: 1, maxKeys: 2, noNullPrototype: true });

/** Any lock that `addons lock` could write, with each field of a pin in some. */
export const anyLock: fc.Arbitrary<Lockfile> = fc.record({
  lockVersion: fc.constant(1 as const),
  addons: fc.dictionary(name, environments, { maxKeys: 3, noNullPrototype: true }),
});
