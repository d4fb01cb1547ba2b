import { inspect } from "node:util";
import { makeTestCertificates } from "@solvent/testing";
import { afterEach, expect, it } from "vitest";
import { type Agents, makeAgents } from "./agents.ts";
import { HTTP_LIMITS } from "./limits.ts";

let agents: Agents;
const make = () => {
  agents = makeAgents({ policy: () => null, resolve: async () => [] }, HTTP_LIMITS);
  return agents;
};
afterEach(() => agents.close());

it("the same port and options share an agent, other ones do not", async () => {
  const { authority, client } = await makeTestCertificates();
  make();
  const all = [
    agents.for(443),
    agents.for(443, {}),
    agents.for(8443),
    agents.for(443, { ca: authority.cert }),
    agents.for(443, { serverName: "x" }),
    agents.for(443, client),
  ];
  const found = all.map((agent) => (agent.ok ? agent.value : null));
  expect(found[0]).toBe(found[1]);
  expect(new Set(found).size).toBe(5);
  expect(agents.size()).toBe(5);
});

it("agents of options that nobody uses any more do not pile up, and those in use stay", () => {
  make();
  const kept = agents.for(443);
  for (let turn = 0; turn < 500; turn++) {
    agents.for(443, { serverName: `host-${turn}` });
    agents.for(443);
  }
  expect(agents.size()).toBe(128);
  expect(agents.for(443)).toEqual(kept);
});

it("options that cannot be used make no agent", () => {
  make();
  expect(agents.for(443, { ca: "x" })).toMatchObject({ ok: false, failure: { class: "blocked" } });
  expect(agents.size()).toBe(0);
});

it("nothing that prints the agents shows a key", async () => {
  const { client } = await makeTestCertificates();
  make();
  agents.for(443, client);
  expect(inspect(agents, { depth: 3, showHidden: false })).not.toContain("PRIVATE KEY");
});
