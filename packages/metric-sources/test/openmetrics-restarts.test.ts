import { makeSimulatedProcess, startMetricsPage } from "@solvent/testing";
import { describe, expect, it } from "vitest";
import { bench, closeMinute, connect, item, MINUTE_MS, openPage, REQUESTS, running, T0, usePageBench } from "./openmetrics-bench.ts";

usePageBench();

describe("restarts and births", () => {
  it("counts what a counter has after a fall, and not what it lost", async () => {
    const { process } = await running();
    process.restart();
    process.count("req_total", { code: "200" }, 5);
    process.count("req_total", { code: "500" }, 2);
    expect(await closeMinute()).toEqual([5, 7]);
  });

  it.each([
    ["its creation is newer than the sample before", { created: true }],
    ["its creation is newer, in the text format", { created: true, format: "text" }],
    ["its process began anew", { started: true }],
  ] as const)("knows a restart although the value is higher, because %s", async (_why, options) => {
    const { process } = await running(options);
    await bench.time.moveTo(T0 + 2 * MINUTE_MS + 20_000);
    process.restart();
    process.count("req_total", { code: "200" }, 1500);
    process.count("req_total", { code: "500" }, 0);
    expect(await closeMinute()).toEqual([1500, 1500]);
  });

  it("takes a higher value for the same counter when nothing tells of a restart", async () => {
    const { process } = await running();
    process.restart();
    process.count("req_total", { code: "200" }, 1500);
    expect(await closeMinute()).toEqual([500, 500]);
  });

  it.each([-3_600_000, 3_600_000])("makes no restart of a process whose clock is wrong by %i ms", async (wrongMs) => {
    const process = makeSimulatedProcess({ now: () => bench.time.now() + wrongMs, created: true, started: true });
    process.count("req_total", { code: "200" }, 1000);
    bench.pages.push({ process, simulator: await startMetricsPage({ page: process.page }) });
    bench.source = connect();
    await item(REQUESTS);
    await closeMinute();
    process.count("req_total", { code: "200" }, 8);
    expect(await closeMinute()).toEqual([8, 8]);
    process.count("req_total", { code: "200" }, 9);
    expect(await closeMinute()).toEqual([9, 9]);
  });

  it("does not believe that a large counter fell by a little while nothing else of its process did", async () => {
    const { process } = await running();
    process.count("req_total", { code: "500" }, 100);
    await closeMinute();
    process.drop("req_total", { code: "200" });
    process.count("req_total", { code: "200" }, 900);
    expect(await closeMinute()).toBe("counter-fell");
  });

  it("counts a series in full that appears on a page that was read without it", async () => {
    const { process } = await running();
    await bench.time.moveTo(T0 + 2 * MINUTE_MS + 30_000);
    process.count("req_total", { code: "503" }, 4);
    expect(await closeMinute()).toEqual([0, 4]);
  });

  it("does not count what a series had before the page was first read", async () => {
    await openPage();
    bench.source = connect();
    await item(REQUESTS);
    await closeMinute();
    expect(await closeMinute()).toEqual([0, 0]);
  });

  it("does not count a series again that was away and comes back as it was", async () => {
    const { process } = await running();
    process.count("req_total", { code: "503" }, 40);
    await closeMinute();
    process.drop("req_total", { code: "503" });
    for (let minute = 0; minute < 30; minute += 1) await closeMinute();
    process.count("req_total", { code: "503" }, 41);
    expect(await closeMinute()).toEqual([0, 0]);
    process.count("req_total", { code: "503" }, 2);
    expect(await closeMinute()).toEqual([0, 2]);
  });

  it("takes an empty page of a starting process for no proof of births", async () => {
    const { process, simulator } = await openPage();
    simulator.failWith({ do: "body", body: "# EOF\n" });
    bench.source = connect();
    await item(REQUESTS);
    await closeMinute().catch(() => undefined);
    simulator.failWith(null);
    expect(await closeMinute()).toBe("no-boundary");
    process.count("req_total", { code: "200" }, 2);
    expect(await closeMinute()).toEqual([2, 2]);
  });
});
