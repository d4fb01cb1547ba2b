import { describe, expect, it } from "vitest";
import { findTargetProblem, makeAddressPolicy } from "./address-policy.ts";
import { makeOutgoingHttp } from "./http-client.ts";
import { HTTP_LIMITS } from "./limits.ts";

const PORT = 9090;
const never = (reason: string, addresses: readonly string[]): [string, string][] => addresses.map((address) => [address, reason]);

/** Addresses as a resolver gives them, and a word of the reason why they are refused whatever the configuration says. */
const NEVER: readonly [string, string][] = [
  ...never("metadata", [
    "169.254.169.254",
    "169.254.170.2",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "fd00:ec2::254",
    "fd00:0ec2:0:0:0:0:0:0254",
    "fd20:ce::254",
  ]),
  ...never("metadata", [
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "0:0:0:0:0:ffff:a9fe:a9fe",
    "64:ff9b::169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::",
    "2002:a9fe:a9fe::1",
    "::169.254.169.254",
    "::ffff:0:169.254.169.254",
  ]),
  ...never("unspecified", [
    "0.0.0.0",
    "0.1.2.3",
    "::",
    "0:0:0:0:0:0:0:0",
    "::ffff:0.0.0.0",
    "::ffff:0:0",
    "64:ff9b::",
    "2002::1",
    "::ffff:0:0:0",
  ]),
  ...never("link-local", [
    "169.254.0.1",
    "169.254.255.255",
    "fe80::1",
    "fe80:0:0:0:1:2:3:4",
    "febf::1",
    "FE80::1",
    "::ffff:169.254.1.1",
    "64:ff9b::169.254.1.1",
    "2002:a9fe:101::",
  ]),
  ...never("multicast", ["224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::1", "::ffff:224.0.0.1", "64:ff9b::e000:1", "2002:e000:1::"]),
  ...never("reserved", [
    "255.255.255.255",
    "240.0.0.1",
    "192.0.0.8",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "64:ff9b:1::1",
    "64:ff9b:1:ffff::127.0.0.1",
    "5f00::1",
    "::ffff:255.255.255.255",
  ]),
  ...never("that can be judged", [
    "fe80::1%eth0",
    "fe80::1%25eth0",
    "::1%lo",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "[::1]",
    "localhost",
    "",
    "1.2.3",
    "1.2.3.4.5",
    "::ffff:999.0.0.1",
    "12345::",
    "1::2::3",
  ]),
];

/** Loopback and private addresses: allowed while Solvent is bound to loopback or where they are listed. */
const INSIDE: readonly string[] = [
  "127.0.0.1",
  "127.0.0.2",
  "127.255.255.254",
  "::1",
  "0:0:0:0:0:0:0:1",
  "::0001",
  "::ffff:127.0.0.1",
  "::ffff:7f00:1",
  "0:0:0:0:0:FFFF:7F00:0001",
  "::127.0.0.1",
  "::7f00:1",
  "64:ff9b::127.0.0.1",
  "64:ff9b::7f00:1",
  "2002:7f00:1::",
  "2002:7f00:1::1",
  "::ffff:0:127.0.0.1",
  "10.0.0.1",
  "10.255.255.255",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.0.1",
  "192.168.255.255",
  "100.64.0.1",
  "100.127.255.254",
  "198.18.0.1",
  "198.19.255.255",
  "fc00::1",
  "fd12:3456:789a::1",
  "fdff:ffff::1",
  "fec0::1",
  "::ffff:10.0.0.1",
  "::ffff:a00:1",
  "::10.0.0.1",
  "64:ff9b::10.0.0.1",
  "64:ff9b::c0a8:101",
  "2002:a00:1::",
  "2002:c0a8:101::",
];

const OUTSIDE: readonly string[] = [
  "1.1.1.1",
  "8.8.8.8",
  "172.15.255.255",
  "172.32.0.1",
  "192.167.255.255",
  "192.169.0.1",
  "100.63.255.255",
  "100.128.0.1",
  "198.17.255.255",
  "198.20.0.1",
  "126.255.255.255",
  "128.0.0.1",
  "11.0.0.1",
  "9.255.255.255",
  "223.255.255.255",
  "2606:4700:4700::1111",
  "2a00:1450::1",
  "::ffff:8.8.8.8",
  "64:ff9b::8.8.8.8",
  "2002:808:808::",
];

const policyFor = (listenHost: string, allowedTargets: readonly string[] = []) =>
  makeAddressPolicy({ listenHost, allowedTargets, own: () => null });
const judge = (policy: ReturnType<typeof policyFor>, address: string): string | null =>
  policy({ host: "metrics.example", port: PORT, address });

describe("the address policy", () => {
  it("is tested with at least 120 spellings", () => {
    expect(NEVER.length + INSIDE.length + OUTSIDE.length).toBeGreaterThanOrEqual(120);
  });

  it.each(NEVER)("never allows %j", (address, reason) => {
    expect(judge(policyFor("127.0.0.1"), address)).toContain(reason);
    expect(judge(policyFor("0.0.0.0", ["metrics.example", "0.0.0.0/0", "::/0"]), address)).toContain(reason);
  });

  it.each(INSIDE)("allows %s only while Solvent is bound to loopback", (address) => {
    expect(judge(policyFor("127.0.0.1"), address)).toBeNull();
    expect(judge(policyFor("localhost"), address)).toBeNull();
    expect(judge(policyFor("::1"), address)).toBeNull();
    expect(judge(policyFor("0.0.0.0"), address)).toContain("SOLVENT_ALLOWED_TARGETS");
  });

  it.each(INSIDE)("allows %s where its host is listed", (address) => {
    expect(judge(policyFor("0.0.0.0", ["metrics.example"]), address)).toBeNull();
    expect(judge(policyFor("0.0.0.0", [`metrics.example:${PORT}`]), address)).toBeNull();
    expect(judge(policyFor("0.0.0.0", ["metrics.example:1"]), address)).not.toBeNull();
    expect(judge(policyFor("0.0.0.0", ["example"]), address)).not.toBeNull();
  });

  it.each(OUTSIDE)("allows the public address %s", (address) => {
    expect(judge(policyFor("0.0.0.0"), address)).toBeNull();
  });

  it("allows addresses of a listed range, however they are spelled", () => {
    const policy = policyFor("0.0.0.0", ["10.1.0.0/16", "fd00:1::/32", "192.168.7.7"]);
    for (const address of ["10.1.2.3", "::ffff:10.1.2.3", "fd00:1::9", "192.168.7.7"]) expect(judge(policy, address)).toBeNull();
    for (const address of ["10.2.0.1", "fd00:2::9", "192.168.7.8", "127.0.0.1"]) expect(judge(policy, address)).not.toBeNull();
  });

  it("never allows Solvent's own listener, but other ports of the same machine", () => {
    const own = { host: "127.0.0.1", port: 4600, addresses: [] };
    const policy = makeAddressPolicy({ listenHost: "127.0.0.1", allowedTargets: ["127.0.0.1:4600"], own: () => own });
    for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1", "127.0.0.9"]) {
      expect(policy({ host: "x", port: 4600, address })).toContain("Solvent itself");
      expect(policy({ host: "x", port: 9090, address })).toBeNull();
    }
  });

  it("never allows its own port on any address of the machine when it listens on all of them", () => {
    const policy = makeAddressPolicy({
      listenHost: "0.0.0.0",
      allowedTargets: ["10.0.0.0/8", "127.0.0.0/8"],
      own: () => ({ host: "0.0.0.0", port: 4600, addresses: ["10.0.0.5"] }),
    });
    expect(policy({ host: "x", port: 4600, address: "10.0.0.5" })).toContain("Solvent itself");
    expect(policy({ host: "x", port: 4600, address: "127.0.0.1" })).toContain("Solvent itself");
    expect(policy({ host: "x", port: 4600, address: "10.0.0.6" })).toBeNull();
  });

  it("names the entry of the configuration that it cannot understand", () => {
    expect(findTargetProblem(["prometheus:9090", "10.0.0.0/8", "[fd00::1]:9090", "fd00::/8"])).toBeNull();
    expect(findTargetProblem(["prometheus:9090", "10.0.0.0/33"])).toContain("10.0.0.0/33");
    expect(findTargetProblem(["http://prometheus:9090"])).toContain("http://");
  });
});

/** Hosts as people type them, and what a URL makes of them. None may lead to a connection. */
const SPELLED = [
  "http://127.0.0.1/",
  "http://127.1/",
  "http://2130706433/",
  "http://0x7f000001/",
  "http://0x7f.0.0.1/",
  "http://0177.0.0.1/",
  "http://127.0.0.1./",
  "http://127%2e0.0.1/",
  "http://①②⑦.⓪.⓪.①/",
  "http://[::1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://[64:ff9b::7f00:1]/",
  "http://[2002:7f00:1::]/",
  "http://0/",
  "http://0.0.0.0/",
  "http://[::]/",
  "http://169.254.169.254/latest/meta-data/",
  "http://2852039166/",
  "http://0xa9fea9fe/",
  "http://[fe80::1]/",
  "http://[fd00:ec2::254]/",
  "http://10.0.0.1/",
  "http://[fd00::1]/",
];

describe("the outgoing client bound to a public address", () => {
  it.each(SPELLED)("does not connect to %s", async (url) => {
    const http = makeOutgoingHttp({
      policy: policyFor("0.0.0.0"),
      resolve: () => Promise.reject(new Error("an address was looked up")),
      version: "1",
      limits: HTTP_LIMITS,
    });
    const outcome = await http.send({ method: "GET", url, signal: new AbortController().signal });
    expect(outcome).toMatchObject({ ok: false, failure: { class: "blocked" } });
  });

  it.each(["127.0.0.1", "::1", "::ffff:10.0.0.1", "169.254.169.254"])(
    "does not connect to a name that resolves to %s beside a public address",
    async (address) => {
      const resolve = () =>
        Promise.resolve([
          { address: "8.8.8.8", family: 4 },
          { address, family: address.includes(":") ? 6 : 4 },
        ]);
      const http = makeOutgoingHttp({ policy: policyFor("0.0.0.0"), resolve, version: "1" });
      const outcome = await http.send({ method: "GET", url: "http://rebinding.example:9090/", signal: new AbortController().signal });
      expect(outcome).toMatchObject({ ok: false, failure: { class: "blocked", retryable: false } });
    },
  );

  it.each([
    "ftp://example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://user:secret@example.com/",
    "http://user@example.com/",
    "not a url",
    "//example.com/",
  ])("refuses %s as an address", async (url) => {
    const http = makeOutgoingHttp({
      policy: policyFor("127.0.0.1"),
      resolve: () => Promise.reject(new Error("an address was looked up")),
      version: "1",
    });
    const outcome = await http.send({ method: "GET", url, signal: new AbortController().signal });
    expect(outcome).toMatchObject({ ok: false, failure: { class: "blocked" } });
    expect(JSON.stringify(outcome)).not.toContain("secret");
  });
});
