import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor } from "../../src/support/redact.ts";

/** How programs write a string into their messages. */
const WRITINGS: Readonly<Record<string, (secret: string) => string>> = {
  "as it is": (secret) => secret,
  JSON: (secret) => JSON.stringify(secret).slice(1, -1),
  "JSON in JSON": (secret) => JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
  "Go's JSON": (secret) =>
    JSON.stringify(secret)
      .slice(1, -1)
      .replaceAll(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`),
  "single quotes of a JSON Schema error": (secret) =>
    JSON.stringify(secret).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'"),
  "single quotes of YAML": (secret) => secret.replaceAll("'", "''"),
  "white space folded": (secret) => secret.replaceAll(/\s+/g, " "),
  "an address": (secret) => encodeURIComponent(secret),
  base64: (secret) => Buffer.from(secret).toString("base64"),
};

const secrets = fc
  .string({ unit: "grapheme", minLength: 4, maxLength: 30 })
  .filter((text) => text.trim() === text && text.length >= 4 && text.isWellFormed());

describe("a known secret is hidden", () => {
  it.each(Object.entries(WRITINGS))("written as %s", (_, write) => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const redactor = createRedactor();
        redactor.add([secret]);
        expect(redactor.text(`before [${write(secret)}] after`)).toBe("before [(hidden)] after");
      }),
    );
  });

  it.each(Object.entries(WRITINGS))("white space of every kind, written as %s", (_, write) => {
    const redactor = createRedactor();
    redactor.add(["!\u2000  \u00a0!\u3000!"]);

    expect(redactor.text(`[${write("!\u2000  \u00a0!\u3000!")}]`)).toBe("[(hidden)]");
  });

  it("with all that JSON needs to stay JSON", () => {
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        const redactor = createRedactor();
        redactor.add([secret]);
        const redacted = redactor.text(JSON.stringify({ text: `${before}${secret}${after}` }));
        expect(Object.keys(JSON.parse(redacted) as object)).toHaveLength(1);
      }),
    );
  });

  it("line by line when it has several, but for what says only what it is", () => {
    const redactor = createRedactor();
    redactor.add(["-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nshort\n-----END KEY-----\n"]);

    expect(redactor.text("at line 2: MIIEvQIBADANBgkq")).toBe("at line 2: (hidden)");
    expect(redactor.text("-----BEGIN KEY----- short")).toBe("-----BEGIN KEY----- short");
  });
});

it("a number is hidden as a whole, and JSON that has it stays JSON", () => {
  const redactor = createRedactor();
  redactor.add(["12345678", "-3.1415"]);
  const data = {
    pin: 12345678,
    list: [12345678, -3.1415, { x: 1 }],
    text: "12345678",
    other: [1123456789, 12345678.5],
  };

  const hidden = { pin: "(hidden)", list: ["(hidden)", "(hidden)", { x: 1 }], text: "(hidden)", other: data.other };
  expect(JSON.parse(redactor.text(JSON.stringify(data, undefined, 2)))).toEqual(hidden);
  expect(redactor.text('{"pin":12345678}')).toBe('{"pin":"(hidden)"}');
  expect(redactor.text("the pin 12345678, x12345678y")).toBe("the pin (hidden), x(hidden)y");
});

it("what is too short is not taken, and the longest is hidden as a whole", () => {
  const redactor = createRedactor();
  redactor.add(["abc", "  x ", "secret", "secret-and-more"]);

  expect(redactor.text("abc x secret-and-more secret")).toBe("abc x (hidden) (hidden)");
});
