import { ApiError, type Call, type NotificationTarget } from "@solvent/api-contract";
import { beforeEach, expect, test } from "vitest";
import type { Addresses } from "../company/addresses.ts";
import { SERVICES, type Service } from "../model/catalogue.ts";
import { ProvisionError, provision } from "./provision.ts";

const addresses = (port: number): Addresses => ({
  control: `127.0.0.1:${port}`,
  slack: `127.0.0.1:${port + 1}`,
  services: Object.fromEntries(SERVICES.map((service, index) => [service, `127.0.0.1:${port + 2 + index}`])) as Record<Service, string>,
});

let target: Pick<NotificationTarget, "displayName" | "revision"> | null = null;
let calls: { readonly name: string; readonly input: unknown }[] = [];
let diagnostics: unknown[] = [];

/** A Solvent that remembers one target and takes every definition. */
const call = (async (name: string, input: { body?: { displayName?: string } }) => {
  calls.push({ name, input });
  if (name === "getTarget" && target === null)
    throw new ApiError({ code: "client.bad-response", detail: "", status: 404, requestId: null, errors: [] });
  if (name === "createTarget" || name === "updateTarget")
    target = { displayName: input.body?.displayName ?? null, revision: (target?.revision ?? 0) + 1 };
  return name === "apply" ? { diagnostics, changes: [{ kind: "SLO", action: "create" }] } : target;
}) as Call;

beforeEach(() => {
  [target, calls, diagnostics] = [null, [], []];
});

const names = () => calls.map(({ name }) => name);

test("somebody is told before anything is measured, and of everything", async () => {
  expect(await provision(call, addresses(5000))).toEqual({ objectives: 1, changed: 1 });
  expect(names()).toEqual(["getTarget", "createTarget", "putRoute", "apply"]);
  const [, created, route, applied] = calls.map(({ input }) => input);
  expect(created).toMatchObject({
    body: { kind: "slack", secrets: { url: "http://127.0.0.1:5001/services/T0SOLVENT/B0DEMO/local-stand-in" } },
  });
  expect(route).toEqual({ params: { scope: "all", subject: "all" }, body: { page: ["demo-slack"], ticket: ["demo-slack"] } });
  expect(JSON.stringify(applied)).toContain("http://127.0.0.1:5004/metrics");
});

test("a second time the target stays as it is, and follows when the ports have moved", async () => {
  await provision(call, addresses(5000));
  await provision(call, addresses(5000));
  expect(names().filter((name) => name === "updateTarget")).toEqual([]);
  await provision(call, addresses(6000));
  expect(calls.find(({ name }) => name === "updateTarget")?.input).toMatchObject({
    ifMatch: 1,
    body: { displayName: expect.stringContaining(":6001") },
  });
});

test("a target that somebody has made theirs is left alone", async () => {
  target = { displayName: "Our real channel", revision: 4 };
  await provision(call, addresses(5000));
  expect(names()).toEqual(["getTarget", "putRoute", "apply"]);
});

test("definitions that Solvent refuses end the demo with the place and the reason", async () => {
  diagnostics = [{ severity: "error", line: 3, column: 9, message: "no such kind" }];
  await expect(provision(call, addresses(5000))).rejects.toThrow(ProvisionError);
  await expect(provision(call, addresses(5000))).rejects.toThrow("3:9 no such kind");
});
