import { expect, test } from "vitest";
import { Secret } from "../../secret.ts";
import { keptSecrets as keep, type SecretChanges, type StoredSecrets } from "./plan-secrets.ts";

const HERE = "https://prometheus.example.com:443";
const stored = { fields: ["headerValue", "token"], origin: HERE };
const given = new Secret("x");
const keptSecrets = (before: StoredSecrets, changes: SecretChanges, origin: string | null) =>
  keep(before, changes, { origin, code: "source.secret-required" });

test("secrets that are not mentioned stay in use at the same address", () => {
  expect(keptSecrets(stored, new Map(), HERE)).toEqual(["headerValue", "token"]);
  expect(keptSecrets(stored, new Map([["token", given]]), HERE)).toEqual(["headerValue"]);
  expect(keptSecrets(stored, new Map([["token", null]]), HERE)).toEqual(["headerValue"]);
});

test.each(["http://prometheus.example.com:443", "https://prometheus.example.com:8443", "https://evil.example.com:443"])(
  "another scheme, port or host asks for each of them again: %s",
  (origin) => {
    expect(() => keptSecrets(stored, new Map([["token", given]]), origin)).toThrow(
      expect.objectContaining({ code: "source.secret-required", problems: [expect.objectContaining({ path: "secrets.headerValue" })] }),
    );
  },
);

test("another address is fine when each is given again or removed, or when there is none", () => {
  const all = new Map([
    ["token", given],
    ["headerValue", null],
  ]);
  expect(keptSecrets(stored, all, "http://elsewhere:80")).toEqual([]);
  expect(keptSecrets({ fields: [], origin: null }, new Map(), "http://elsewhere:80")).toEqual([]);
});

test("secrets whose address is itself one of them stay, unless the address becomes a readable one", () => {
  const hidden = { fields: ["url", "key"], origin: null };
  expect(keptSecrets(hidden, new Map(), null)).toEqual(["url", "key"]);
  expect(() => keptSecrets(hidden, new Map(), HERE)).toThrow(expect.objectContaining({ code: "source.secret-required" }));
  expect(() => keptSecrets(stored, new Map(), null)).toThrow(expect.objectContaining({ code: "source.secret-required" }));
});
