import { describe, expect, it } from "vitest";
import { addon, environment, problemsOf } from "./project.ts";

const E = "environments/dev.yaml";

describe("add-ons and references", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "unknown add-on in needs",
      environment(addon("cert-manager") + addon("b", ", needs: [cert-managr]")),
      [`${E}:7:94: b needs the unknown add-on cert-managr [did you mean cert-manager?]`],
    ],
    [
      "disabled need",
      environment(addon("a", ", enabled: false") + addon("b", ", needs: [a]")),
      [
        `${E}:7:94: b needs a, which is not enabled here (enabled: false) [enable a, or disable b, too, or make the need optional: { name: a, optional: true }]`,
      ],
    ],
    [
      "unknown reference",
      environment(addon("a", ', values: { x: "in ${cluster.nam}" }')),
      [
        `${E}:6:103: unknown reference \${cluster.nam} [did you mean \${cluster.name}? known here: \${cluster.name}, \${cluster.kubernetes}]`,
      ],
    ],
    [
      "unterminated reference",
      environment(addon("a", ", values: { x: 'a ${vars.b' }")),
      [`${E}:6:102: the reference that starts here has no closing } [close it, or write $\${ for a literal \${]`],
    ],
    [
      "reference where none works",
      environment(addon("a").replace('"1.0.0"', '"${vars.v}"')),
      [
        `${E}:6:64: references work only in values, valuesFiles, namespace and release of add-ons, in labels and annotations of namespaces, in sources of inputs, and in instance [write the text out]`,
      ],
    ],
    [
      "cycle",
      environment(addon("a", ", needs: [b]") + addon("b", ", needs: [c]") + addon("c", ", needs: [a]")),
      [
        `${E}:6:94: needs go round in a circle: a → b → c → a [take one of these away: a needs b (${E}:6), b needs c (${E}:7), c needs a (${E}:8)]`,
      ],
    ],
    [
      "conflict",
      environment(addon("autoscaler", ", conflicts: [karpenter]") + addon("karpenter")),
      [
        `${E}:6:125: autoscaler conflicts with karpenter, and both are enabled [set enabled: false for one of the two in this environment]`,
      ],
    ],
    [
      "two that want the same release",
      environment(
        addon("a", ", release: x").replace("namespace: a", "namespace: n") +
          addon("b", ", release: x").replace("namespace: b", "namespace: n"),
      ),
      [
        `${E}:7:95: a and b both want the release x in the namespace n [give one of them another release: or namespace:]`,
      ],
    ],
    [
      "an add-on that is only half there",
      environment("  a: { namespace: a }\n  b: { chart: b, version: '1' }\n  c: { chart: oci://h/c, namespace: c }\n"),
      [
        `${E}:6:3: the add-on a has no chart in any file [did you mean b? otherwise add its chart]`,
        `${E}:7:3: the add-on b has no namespace [add namespace: b, or the namespace it shall run in]`,
        `${E}:7:15: b: nothing says where the chart b comes from [add repo: <address>, or write oci://host/path/b or ./b for a local folder]`,
        `${E}:8:15: c: the add-on has no version [add version: "<version or constraint>", always quoted, e.g. version: "~1.21.0"]`,
      ],
    ],
  ])("%s", async (_, text, expected) => {
    const others = { "environments/values/a.yaml": "a: 1\n", "charts/b/Chart.yaml": "name: b\nversion: 1.0.0\n" };
    expect(await problemsOf({ [E]: text, ...others })).toEqual(expected);
  });
});

describe("charts", () => {
  it("sources of charts that cannot be used", async () => {
    const rows: readonly [string, string][] = [
      ["git@example.com:org/repo.git", "this is ssh's short form of an address"],
      ["https://example.com/org/repo.git//path", "this is the address of a git repository"],
      ["git+https://user:secret@example.com/org/repo//path", "the address holds credentials"],
      ["git+https://example.com/org/repo//path?tag=v1", 'the address has the unknown part "tag"'],
      ["git+https://example.com/org/repo//../path", '"../path" is no folder inside the repository'],
      ["https://example.com/a.tgz", "https://example.com/a.tgz is an address, not the name of a chart"],
      ["oci://h/p/a:1.0.0", "the address holds a tag, a digest or credentials"],
      ["oci://h/p/a@sha256:00", "the address holds a tag, a digest or credentials"],
      ["oci://nothing", "oci://nothing is not an address of a chart in a registry"],
      ["--upload-pack=x", '"--upload-pack=x" is not the name of a chart'],
      ["/etc/chart", '"/etc/chart" is not the name of a chart'],
    ];
    const found = await problemsOf({
      [E]: environment(
        rows.map(([chart], i) => `  a${i.toString(36)}: { chart: "${chart}", version: "1", namespace: a }\n`).join(""),
      ),
    });
    expect(found.map((line) => line.replace(/ \[.*/s, ""))).toEqual(
      rows.map(([, message], i) => `${E}:${6 + i}:16: a${i.toString(36)}: ${message}`),
    );
  });

  it("a local chart with version and repo, and a repository with credentials", async () => {
    const text = environment(
      '  a: { chart: ../charts/b, version: "1", namespace: a }\n  b: { chart: ../charts/b, repo: "https://x", namespace: b }\n  c: { chart: c, repo: "https://u:p@x", version: "1", namespace: c }\n',
    );
    const lines = await problemsOf({ [E]: text, "charts/b/Chart.yaml": "name: b\n" });
    expect(lines.map((line) => line.replace(/ \[.*/s, ""))).toEqual([
      `${E}:6:37: a: a local chart takes its version from its Chart.yaml`,
      `${E}:7:34: b: a local chart has no repo`,
      `${E}:8:24: c: the address holds credentials`,
    ]);
  });
});
