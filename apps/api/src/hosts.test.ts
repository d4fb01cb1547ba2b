import { expect, test } from "vitest";
import { hostInUrl, isLoopbackHost, makeHostCheck, parseHostEntry } from "./hosts.ts";

test.each([
  ["solvent.example.com", { name: "solvent.example.com", port: null }],
  ["Solvent.Example.COM:8080", { name: "solvent.example.com", port: 8080 }],
  ["127.0.0.1:4600", { name: "127.0.0.1", port: 4600 }],
  ["[::1]:4600", { name: "::1", port: 4600 }],
  ["my_service", { name: "my_service", port: null }],
])("%s is read as host and port", (text, expected) => {
  expect(parseHostEntry(text)).toEqual(expected);
});

test.each(["", "a b", "http://x", "x/y", "x:99999", "x:", "::1", "-x", "x?y", "user@x"])("%j is no host entry", (text) => {
  expect(parseHostEntry(text)).toBeNull();
});

test.each(["localhost", "LOCALHOST", "127.0.0.1", "127.255.0.3", "::1", "[::1]"])("%s means this machine", (host) => {
  expect(isLoopbackHost(host)).toBe(true);
});

test.each(["127.0.0.1.example.com", "localhost.example.com", "128.0.0.1", "0.0.0.0", "127.0.0.256", "127.1", "::2"])(
  "%s may mean another machine",
  (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  },
);

test("loopback names are answered on any port, others only when they are listed", () => {
  const check = makeHostCheck(["slo.example.com", "solvent:8443"]);
  const verdicts = [
    "localhost",
    "127.0.0.1:9999",
    "[::1]:4600",
    "slo.example.com",
    "slo.example.com:81",
    "solvent:8443",
    "solvent:8444",
    "evil.example",
    "",
    undefined,
  ];
  expect(verdicts.map(check)).toEqual([true, true, true, true, true, true, false, false, false, false]);
});

test("an IPv6 address is put into brackets inside a URL", () => {
  expect(["127.0.0.1", "::1", "[::1]"].map(hostInUrl)).toEqual(["127.0.0.1", "[::1]", "[::1]"]);
});
