import { describe, expect, it } from "vitest";
import { makeRedactor, secretsOfAddress } from "./redact.ts";

const ADDRESS = "https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/abcdefGHIJKL0123456789xy";

describe("what a redactor leaves of an address that is a secret", () => {
  const redact = makeRedactor(secretsOfAddress(ADDRESS));

  it.each([
    ["as is", ADDRESS],
    ["in an address", encodeURIComponent(ADDRESS)],
    [
      "in an address, in lower case",
      encodeURIComponent(ADDRESS)
        .toLowerCase()
        .replace("t0aaaaaaa", "T0AAAAAAA")
        .replace("b0bbbbbbb", "B0BBBBBBB")
        .replace("abcdefghijkl", "abcdefGHIJKL"),
    ],
    ["twice encoded", encodeURIComponent(encodeURIComponent(ADDRESS))],
    ["only its path", "/services/T0AAAAAAA/B0BBBBBBB/abcdefGHIJKL0123456789xy"],
    ["only its token", "token abcdefGHIJKL0123456789xy"],
    ["with slashes as some JSON writers put them", ADDRESS.replaceAll("/", "\\/")],
    ["in base64", Buffer.from(ADDRESS).toString("base64")],
  ])("%s: no part of the path", (_, text) => {
    const rest = redact(`connect to ${text} failed`);
    for (const part of ["T0AAAAAAA", "B0BBBBBBB", "abcdefGHIJKL0123456789xy"]) expect(rest).not.toContain(part);
    expect(rest).toMatch(/^connect to .*\[redacted\].* failed$/);
  });

  it("keeps the host, so that one can see what could not be reached", () => {
    expect(redact("getaddrinfo ENOTFOUND hooks.slack.com")).toBe("getaddrinfo ENOTFOUND hooks.slack.com");
  });

  it("also works for what is no address at all", () => {
    expect(makeRedactor(secretsOfAddress("not an address"))("saw: not an address")).toBe("saw: [redacted]");
  });
});
