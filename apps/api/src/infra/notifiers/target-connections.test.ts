import type { Message, Notifier } from "@solvent/notifiers";
import { expect, test } from "vitest";
import { Secret } from "../../secret.ts";
import { makeConnectTarget } from "./connect-target.ts";
import { makeSendTest } from "./send-test.ts";
import { makeTargetConnections, type StoredConnection } from "./target-connections.ts";

const unused = { post: (): never => expect.unreachable("nothing is posted") };
const stored: StoredConnection = { kind: "plain", settings: { room: "a" }, revision: 1 };

/** One stored target that may change, connections that are counted, and what was sent with which secret. */
function makeWorld(answer: Awaited<ReturnType<Notifier["send"]>> = { ok: true, status: 202, answer: "" }) {
  const world = { target: stored as StoredConnection | null, made: 0, secretsOpen: true, sent: [] as { message: Message; key: string }[] };
  const connect = makeConnectTarget({
    http: unused,
    now: () => 5,
    findKind: (kind) =>
      kind === "plain"
        ? {
            minIntervalMs: 700,
            prepare: (settings) =>
              typeof settings === "object"
                ? {
                    ok: true,
                    value: {
                      connect({ key = "" }) {
                        world.made += 1;
                        return {
                          async send(message) {
                            world.sent.push({ message, key });
                            return answer;
                          },
                        };
                      },
                    },
                  }
                : { ok: false, problems: [{ message: "must be an object" }] },
          }
        : null,
  });
  const connections = makeTargetConnections({
    findTarget: async () => world.target,
    openSecrets: async () =>
      world.secretsOpen ? { ok: true, value: new Map([["key", new Secret("k1")]]) } : { ok: false, failure: { message: "no key" } },
    connect,
  });
  return { world, get: () => connections.get("id"), sendTest: makeSendTest({ connect, now: () => 5, monotonicMs: () => 0 }) };
}

test("a connection is kept while the stored revision stays the same, and made anew after a change", async () => {
  const { world, get } = makeWorld();
  expect([await get(), await get()]).toMatchObject([{ ok: true, value: { minIntervalMs: 700 } }, { ok: true }]);
  expect(world.made).toBe(1);
  world.target = { ...stored, revision: 2 };
  await get();
  expect(world.made).toBe(2);
});

test.each([
  ["a kind that is not known any more", { ...stored, kind: "fax" }, 'this Solvent does not know the kind "fax"'],
  ["settings that are not valid any more", { ...stored, settings: 5 }, "its settings are not valid: must be an object"],
  ["a target that is gone", null, "was deleted"],
])("%s is a failure that may pass, with its reason", async (_name, target, message) => {
  const { world, get } = makeWorld();
  world.target = target;
  expect(await get()).toMatchObject({
    ok: false,
    failure: { class: "blocked", permanent: false, message: expect.stringContaining(message) },
  });
});

test("a secret that cannot be opened is a failure until it can be", async () => {
  const { world, get } = makeWorld();
  world.secretsOpen = false;
  expect(await get()).toMatchObject({ ok: false, failure: { message: "no key" } });
  world.secretsOpen = true;
  expect((await get()).ok).toBe(true);
});

const input = { kind: "plain", settings: {}, secrets: new Map([["key", new Secret("k2")]]), targetName: "ops", author: "ada" };
const never = new AbortController().signal;

test("a test message names who sent it and where to, and comes back with the verdict", async () => {
  const { sendTest, world } = makeWorld();
  expect(await sendTest(input, never)).toEqual({ ok: true, status: 202, latencyMs: 0, failure: null });
  expect(world.sent).toMatchObject([{ key: "k2", message: { kind: "test", target: "ops", author: "ada", atMs: 5 } }]);
});

test("a test message that is refused says by whom and why, and one that cannot be sent says so", async () => {
  const failure = {
    class: "revoked",
    permanent: true,
    maybeAccepted: false,
    status: 404,
    message: "no_service",
    retryAfterSeconds: null,
  } as const;
  const { sendTest } = makeWorld({ ok: false, failure });
  expect(await sendTest(input, never)).toEqual({
    ok: false,
    status: 404,
    latencyMs: 0,
    failure: { class: "revoked", permanent: true, message: "no_service" },
  });
  expect(await sendTest({ ...input, kind: "fax" }, never)).toMatchObject({ ok: false, status: null, failure: { class: "blocked" } });
});
