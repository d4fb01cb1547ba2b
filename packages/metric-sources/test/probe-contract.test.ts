import { cannedProbes, describeSourceContract, makeTargetCertificates } from "@solvent/testing";
import { expect, it } from "vitest";
import { SECRET, startProbeWorld, WANTED, type WorldFault } from "./probe-world.ts";

const certificates = await makeTargetCertificates();

describeSourceContract<WorldFault>("probe", {
  start: () => startProbeWorld(certificates),
  cannedAnswers: cannedProbes({ secret: SECRET, wanted: WANTED }),
  hang: { do: "hang" },
  // No answer of a target is a failure of the source: only what Solvent itself may not do is.
  passing: { do: "blocked" },
  throttled: { do: "status", status: 429, body: "too many requests", headers: { "retry-after": "1" } },
});

it("finds the same target good while it has no fault", async () => {
  const world = await startProbeWorld(certificates);
  const span = await world.pass();
  const probe = { seriesFound: 1, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 30, warnings: [] } as const;
  const request = { items: [{ query: world.busy, probe }], ...span, purpose: "live" } as const;
  const [outcome] = await world.source.read(request, new AbortController().signal);
  const twice = [2000, 2000];
  expect(outcome).toMatchObject({ ok: true, value: { block: { good: twice, total: twice, missing: [null, null] } } });
  await world.stop();
});
