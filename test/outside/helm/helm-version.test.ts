import { expect, test } from "vitest";
import { parseHelmVersion } from "../../../src/outside/helm/helm-version.ts";

test.each([
  ["v3.18.0", { major: 3, minor: 18, patch: 0 }],
  ["v3.22.0+g1234\n", { major: 3, minor: 22, patch: 0 }],
  ["v4.1.4", { major: 4, minor: 1, patch: 4 }],
  ["4.2.2-rc.1", { major: 4, minor: 2, patch: 2 }],
  ["v4.3", { major: 4, minor: 3, patch: 0 }],
])("%s is accepted", (text, version) => {
  expect(parseHelmVersion(text, "/bin/helm")).toEqual(version);
});

test.each([
  ["v2.17.0", /2\.17\.0 \(\/bin\/helm\) is too old/],
  ["v3.17.9", /too old/],
  ["v4.0.9", /too old/],
  ["v4.1.3", /too old/],
  ["v4.2.0", /hooks/],
  ["v4.2.1", /hooks/],
  ["v5.0.0", /newer/],
  ["", /does not say/],
  ["Usage: helm", /does not say/],
])("%j is refused with what to install", (text, message) => {
  expect(() => parseHelmVersion(text, "/bin/helm")).toThrow(
    expect.objectContaining({
      code: "HELM-VERSION",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/3\.18.*4\.1\.4/),
    }),
  );
});
