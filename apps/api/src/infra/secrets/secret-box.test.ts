import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { Secret } from "../../secret.ts";
import { makeSecretBox, SealError } from "./secret-box.ts";

const place = { table: "source_secret", rowId: "0b0e", field: "token" };
const box = makeSecretBox(Buffer.alloc(32, 1));

test.each(["s3cret", "", "ü€😀", "x".repeat(16_384)])("what was sealed can be opened again (%#)", (text) => {
  expect(box.open(place, box.seal(place, new Secret(text))).reveal()).toBe(text);
});

test("sealing the same secret twice gives two different texts, none of which shows it", () => {
  const [a, b] = [box.seal(place, new Secret("s3cret")), box.seal(place, new Secret("s3cret"))];
  expect(Buffer.from(a.sealed).equals(Buffer.from(b.sealed))).toBe(false);
  expect(Buffer.from(a.sealed).toString("latin1")).not.toContain("s3cret");
  expect(a.sealed.length).toBe(12 + 6 + 16);
});

test.each([
  ["another row", { ...place, rowId: "0b0f" }],
  ["another field", { ...place, field: "password" }],
  ["another table", { ...place, table: "target_secret" }],
])("a sealed secret is worth nothing in %s", (_name, elsewhere) => {
  expect(() => box.open(elsewhere, box.seal(place, new Secret("s3cret")))).toThrow(SealError);
});

test("any flipped bit is noticed", () => {
  const { keyId, sealed } = box.seal(place, new Secret("s3cret"));
  for (let i = 0; i < sealed.length; i += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(i) ^ 1, i);
    expect(() => box.open(place, { keyId, sealed: changed })).toThrow(SealError);
  }
});

test("another key is named as the reason", () => {
  const other = makeSecretBox(randomBytes(32));
  expect(() => other.open(place, box.seal(place, new Secret("s3cret")))).toThrow(
    'the secret "token" was stored under another key; enter it again',
  );
});

test("a truncated value is damaged, not a crash", () => {
  const { keyId } = box.seal(place, new Secret("s3cret"));
  for (const sealed of [Buffer.alloc(0), Buffer.alloc(5), Buffer.alloc(12), Buffer.alloc(20)]) {
    expect(() => box.open(place, { keyId, sealed })).toThrow(SealError);
  }
});
