import { expect, it } from "vitest";
import { readImageReference, type ImageReference } from "../../src/images/image-reference.ts";

const HEX = "0123456789abcdef".repeat(4);

it.each<[string, ImageReference | undefined]>([
  ["nginx", { repository: "docker.io/library/nginx", tag: "latest" }],
  ["nginx:1.29", { repository: "docker.io/library/nginx", tag: "1.29" }],
  ["grafana/grafana:12.0.0", { repository: "docker.io/grafana/grafana", tag: "12.0.0" }],
  ["docker.io/nginx:1", { repository: "docker.io/library/nginx", tag: "1" }],
  ["index.docker.io/grafana/grafana:1", { repository: "docker.io/grafana/grafana", tag: "1" }],
  ["docker.io/library/nginx:1", { repository: "docker.io/library/nginx", tag: "1" }],
  ["registry.example.com/team/app:v1", { repository: "registry.example.com/team/app", tag: "v1" }],
  ["registry.example.com/app", { repository: "registry.example.com/app", tag: "latest" }],
  ["localhost/app:1", { repository: "localhost/app", tag: "1" }],
  ["localhost:5000/a/b/c:1", { repository: "localhost:5000/a/b/c", tag: "1" }],
  ["registry:5000/app:1", { repository: "registry:5000/app", tag: "1" }],
  ["[::1]:5000/app:1", { repository: "[::1]:5000/app", tag: "1" }],
  ["Upper/app:1", { repository: "Upper/app", tag: "1" }],
  ["team/a__b-c--d.e:1_x.Y-z", { repository: "docker.io/team/a__b-c--d.e", tag: "1_x.Y-z" }],
  [`app@sha256:${HEX}`, { repository: "docker.io/library/app", digest: `sha256:${HEX}` }],
  [
    `registry.example.com/app:v1@sha256:${HEX}`,
    { repository: "registry.example.com/app", tag: "v1", digest: `sha256:${HEX}` },
  ],
  ["registry:5000", { repository: "docker.io/library/registry", tag: "5000" }],
  ["", undefined],
  ["team/App:1", undefined],
  ["app:", undefined],
  ["app:-1", undefined],
  [`app:${"x".repeat(129)}`, undefined],
  ["app@sha256:123", undefined],
  [`app@sha512:${HEX}${HEX}`, undefined],
  ["app image", undefined],
  ["https://registry.example.com/app:1", undefined],
  ["registry.example.com/", undefined],
  ["registry.example.com//app:1", undefined],
  ["a/../b:1", undefined],
  ["${tf.image}", undefined],
])("%s", (text, expected) => {
  expect(readImageReference(text)).toEqual(expected);
});
