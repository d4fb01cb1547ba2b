import { SOURCE_KINDS } from "@solvent/metric-sources";
import { expect, test } from "vitest";
import { type ConnectableSource, makeSourceConnections } from "./source-connections.ts";

const kinds = { all: () => SOURCE_KINDS, find: (kind: string) => SOURCE_KINDS.find((one) => one.kind === kind) ?? null };
const stored: ConnectableSource = { kind: "prometheus", connection: { url: "http://127.0.0.1:9/" }, revision: 1 };

/** A store of one source that may change, and a count of connections that were made. */
function makeWorld() {
  const world = { source: stored as ConnectableSource | null, made: 0, secretsOpen: true };
  const connections = makeSourceConnections({
    findSource: async () => world.source,
    openSecrets: async () =>
      world.secretsOpen
        ? { ok: true, value: new Map() }
        : { ok: false, failure: { class: "blocked", retryable: false, message: "no key" } },
    kinds,
    connect: () => {
      world.made += 1;
      const unused = async (): Promise<never> => {
        throw new Error("nobody asks");
      };
      return { check: unused, probe: unused, read: unused };
    },
  });
  return { world, get: () => connections.get("id") };
}

test("a connection is kept while the stored revision stays the same, and made anew after a change", async () => {
  const { world, get } = makeWorld();
  const [first, second] = [await get(), await get()];
  expect(first).toEqual(second);
  expect(world.made).toBe(1);
  world.source = { ...stored, revision: 2 };
  await get();
  expect(world.made).toBe(2);
});

test("the timing comes from the kind", async () => {
  const { get } = makeWorld();
  expect(await get()).toMatchObject({ ok: true, value: { ingestDelaySeconds: 30 } });
});

test.each([
  ["a kind that is not known any more", { ...stored, kind: "graphite" }, 'this Solvent does not know the kind "graphite" of data source'],
  ["a connection that is not valid any more", { ...stored, connection: { url: 5 } }, "the stored connection is not valid any more"],
  ["a source that is gone", null, "the data source was deleted"],
])("%s is a failure with its reason", async (_name, source, message) => {
  const { world, get } = makeWorld();
  world.source = source;
  expect(await get()).toMatchObject({ ok: false, failure: { retryable: false, message: expect.stringContaining(message) } });
  expect(world.made).toBe(0);
});

test("a secret that cannot be opened is a failure until it can be", async () => {
  const { world, get } = makeWorld();
  world.secretsOpen = false;
  expect(await get()).toMatchObject({ ok: false, failure: { message: "no key" } });
  world.secretsOpen = true;
  expect((await get()).ok).toBe(true);
});
