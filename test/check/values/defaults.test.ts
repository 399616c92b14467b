import { describe, expect, test } from "vitest";
import { chart, told } from "./told.ts";

describe("compared with default values", () => {
  test.for<[string, string, readonly string[]]>([
    [
      "a misspelt key",
      "{ replicaCuont: 2 }",
      ["UNKNOWN-KEY 7:9 the chart web knows no replicaCuont [did you mean replicaCount?]"],
    ],
    [
      "a key of another map",
      "{ interval: 10s }",
      ["UNKNOWN-KEY 7:9 the chart web knows no interval [did you mean controller.metrics.serviceMonitor.interval?]"],
    ],
    [
      "a path that is spelt alike",
      "{ controler: { metrics: { enabled: true } } }",
      ["UNKNOWN-KEY 7:9 the chart web knows no controler [did you mean controller?]"],
    ],
    [
      "nothing like it",
      "{ service: { zzz: 1 } }",
      [
        "UNKNOWN-KEY 7:20 the chart web knows no service.zzz [known here: type, port, annotations; remove it if the chart does nothing with it]",
      ],
    ],
    [
      "a name that only the text of a template has",
      "{ clusterName: a }",
      [
        "UNKNOWN-KEY 7:9 the chart web knows no clusterName [known here: replicaCount, logLevel, debug, tolerance, image, service, resources, args, existingSecret, affinity, nothing, schedules …; remove it if the chart does nothing with it]",
      ],
    ],
    ["what a template reads", "{ fullnameOverride: a, service: { clusterIP: None }, quoted-key: 1 }", []],
    ["what a comment shows", "{ service: { loadBalancerIP: 10.0.0.2 } }", []],
    [
      "maps for objects of Kubernetes",
      "{ resources: { requests: { cpu: 100m } }, affinity: { nodeAffinity: {} }, service: { annotations: { a: b } } }",
      [],
    ],
    ["names that the user chooses", '{ schedules: { weekly: { cron: "0 1 * * 0" } } }', []],
    ["globals and tags", "{ global: { anything: 1 }, tags: { x: true } }", []],
    ["removing what is not there", "{ gone: null }", []],
    [
      "a number for a text",
      "{ image: { tag: 1.30 } }",
      ["TYPE 7:23 image.tag is a number, the chart's default is a string [put it in quotes]"],
    ],
    [
      "a text for a number",
      '{ replicaCount: "2" }',
      ["TYPE 7:23 replicaCount is a string, the chart's default is a number [write the number without quotes]"],
    ],
    [
      "a text for a switch",
      '{ debug: "false" }',
      [
        'TYPE 7:16 debug is a string, the chart\'s default is true or false [write true or false without quotes: in a template the string "false" counts as true]',
      ],
    ],
    [
      "a map for a list",
      "{ args: { a: b } }",
      [
        "TYPE 7:15 args is a map, the chart's default is a list [write a list as in the chart's values.yaml, or check that the chart takes both]",
      ],
    ],
    [
      "a text for a map",
      "{ image: nginx }",
      [
        "IMAGE-UNPINNED 7:16 image has no tag: what runs may change without a change here [name a version, or a digest (@sha256:…)]",
        "TYPE 7:16 image is a string, the chart's default is a map [write a map as in the chart's values.yaml, or check that the chart takes both]",
      ],
    ],
    [
      "types that say nothing",
      '{ existingSecret: { name: a }, nothing: [1], image: null, args: null, replicaCount: "" }',
      [],
    ],
    ["a port by name", "{ service: { port: http } }", []],
    [
      "what the chart has anyway",
      "{ replicaCount: 1, image: { repository: nginx } }",
      [
        "SAME-AS-DEFAULT 7:9 replicaCount is what the chart has by default [remove it, unless it is there to stay when the default changes]",
        "SAME-AS-DEFAULT 7:26 image is what the chart has by default [remove it, unless it is there to stay when the default changes]",
      ],
    ],
    ["a scalar beside others that differ", '{ image: { repository: nginx, tag: "1.30" } }', []],
    [
      "a tag that moves",
      "{ image: { tag: latest } }",
      [
        "IMAGE-UNPINNED 7:23 image.tag has the tag latest: what runs may change without a change here [name a version, or a digest (@sha256:…)]",
      ],
    ],
    ["a tag that moves, pinned by a digest", "{ image: { tag: latest, digest: sha256:abc } }", []],
  ])("%s", async ([, values, expected]) => {
    expect(await told(values, chart())).toEqual(expected);
  });

  test("a chart without default values says nothing", async () => {
    expect(await told("{ anything: 1 }", chart({ "values.yaml": "" }))).toEqual([]);
  });

  test("default values that cannot be read are told", async () => {
    expect(await told("{ anything: 1 }", chart({ "values.yaml": "- a\n" }))).toEqual([
      "DEFAULTS-BROKEN 5:3 values were not checked: values.yaml of the chart web cannot be read: it is not a map [tell the chart's maintainers, or take another version]",
    ]);
  });

  test("nothing is said about values that are not known", async () => {
    const values = "{ replicaCuont: 2, image: { tag: 1.3 } }";
    expect(await told(values, chart(), { unknown: [["replicaCuont"], ["image"]] })).toEqual([]);
  });

  test("of many unknown keys the first have a proposal, all are told", async () => {
    const many = Array.from({ length: 300 }, (_, index) => `replicaCount${index}: 1`).join(", ");
    const found = await told(`{ ${many} }`, chart());
    expect(found.length).toBe(300);
    expect(found.filter((one) => one.includes("did you mean")).length).toBe(30);
  });
});
