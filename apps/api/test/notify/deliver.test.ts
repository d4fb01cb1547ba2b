import { randomBytes } from "node:crypto";
import { findNotifierKind } from "@solvent/notifiers";
import { makeSlackReceiver, makeWebhookReceiver, type SlackReceiver, type WebhookReceiver } from "@solvent/testing";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeAddressPolicy } from "../../src/infra/http/address-policy.ts";
import { makeOutgoingHttp, type OutgoingHttp } from "../../src/infra/http/http-client.ts";
import { makeConnectTarget } from "../../src/infra/notifiers/connect-target.ts";
import { makeSendTest } from "../../src/infra/notifiers/send-test.ts";
import { makeTargetConnections } from "../../src/infra/notifiers/target-connections.ts";
import { makeSecretBox } from "../../src/infra/secrets/secret-box.ts";
import { makeOpenTargetSecrets, makeSealTargetSecret } from "../../src/infra/secrets/target-secrets.ts";
import { makeSenderMetrics } from "../../src/infra/self-metrics/sender-metrics.ts";
import { createPrisma } from "../../src/infra/store/definitions/prisma.ts";
import { makeFindConnectableTarget, makeTargetReader } from "../../src/infra/store/definitions/targets.ts";
import { makeOutboxStore } from "../../src/infra/store/outbox/outbox-store.ts";
import { makePool } from "../../src/infra/store/pool.ts";
import { makeSender, type Sender } from "../../src/jobs/sender/sender.ts";
import { systemClock } from "../../src/jobs/shared/clock.ts";
import { addAlert, addNotices, noticesIn } from "../../src/jobs/test/sender-seed.ts";
import { Secret } from "../../src/secret.ts";

const SIGNING_SECRET = `whsec_${randomBytes(32).toString("base64")}`;
const database = useTestDatabase("test");
const box = makeSecretBox(randomBytes(32));
const registry = new Registry();
let pool: pg.Pool;
let prisma: ReturnType<typeof createPrisma>;
let http: OutgoingHttp;
let slack: SlackReceiver;
let webhook: WebhookReceiver;
let sender: Sender;
const errors: unknown[] = [];

const connect = () => makeConnectTarget({ findKind: findNotifierKind, http, now: Date.now });

beforeEach(async () => {
  registry.clear();
  errors.length = 0;
  const onError = (error: unknown) => void errors.push(error);
  pool = makePool({ connectionString: database.url, size: 4, applicationName: "deliver-test", onError });
  prisma = createPrisma({ connectionString: database.url, size: 2, onError });
  slack = await makeSlackReceiver();
  webhook = await makeWebhookReceiver({ secret: SIGNING_SECRET, now: Date.now });
  const policy = makeAddressPolicy({ listenHost: "127.0.0.1", allowedTargets: [], own: () => null });
  http = makeOutgoingHttp({ policy, resolve: async () => [{ address: "127.0.0.1", family: 4 }], version: "1" });
  sender = makeSender({
    outbox: makeOutboxStore(pool),
    targets: makeTargetConnections({
      findTarget: makeFindConnectableTarget(prisma),
      openSecrets: makeOpenTargetSecrets(box, makeTargetReader(prisma)),
      connect: connect(),
    }),
    exhaustion: async () => ({ kind: "not-at-this-rate" }),
    clock: systemClock,
    metrics: makeSenderMetrics(registry),
    publicUrl: "https://solvent.example.com",
    random: Math.random,
    onError,
  });
});
afterEach(async () => {
  await sender.stop();
  await Promise.all([slack.stop(), webhook.stop(), http.close(), pool.end(), prisma.$disconnect()]);
});

async function addTarget(
  name: string,
  kind: string,
  { settings, secrets }: { settings: object; secrets: Record<string, string> },
): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    "INSERT INTO notification_target (name, kind, settings) VALUES ($1, $2, $3) RETURNING id",
    [name, kind, settings],
  );
  const id = rows[0]?.id ?? "";
  for (const [field, value] of Object.entries(secrets)) {
    const { keyId, sealed } = makeSealTargetSecret(box)(id, field, new Secret(value));
    const row = [id, field, keyId, Buffer.from(sealed)];
    await pool.query("INSERT INTO notification_target_secret (target_id, field, key_id, sealed) VALUES ($1, $2, $3, $4)", row);
  }
  return id;
}

const slackTarget = () => ({ settings: {}, secrets: { [Object.keys(findNotifierKind("slack")?.secrets ?? {})[0] ?? ""]: slack.url } });
const webhookTarget = () => ({ settings: { url: webhook.url }, secrets: { signingSecret: SIGNING_SECRET } });

async function fire(targetIds: readonly string[], names: readonly string[]): Promise<void> {
  const alertIds: bigint[] = [];
  for (const name of names) alertIds.push(await addAlert(pool, { name, openedAt: Math.floor(Date.now() / 60_000) }));
  for (const targetId of targetIds) await addNotices(pool, { alertIds, targetId, event: "fired", atMs: Date.now() });
}

test("a page reaches Slack and a signed webhook by the product's own client, with its links", async () => {
  const targets = [await addTarget("slack", "slack", slackTarget()), await addTarget("hook", "webhook", webhookTarget())];
  await fire(targets, ["checkout"]);
  sender.start();
  await Promise.all([slack.hasAccepted(1), webhook.hasAccepted(1)]);
  await sender.stop();
  expect(slack.accepted[0]).toMatchObject({ text: expect.stringContaining("checkout"), unsafe: [] });
  expect(JSON.stringify(slack.accepted[0]?.blocks)).toContain("https://solvent.example.com/alerts/1");
  expect(webhook.accepted[0]?.id).toContain(targets[1] ?? "none");
  expect((await noticesIn(pool)).map(({ state }) => state)).toEqual(["sent", "sent"]);
  const metrics = await registry.metrics();
  expect(metrics).toContain('solvent_notifications_total{result="sent"} 2');
  expect(metrics).toContain('solvent_notification_messages_seconds_count{result="accepted"} 2');
  expect(errors).toEqual([]);
});

test("300 pages at once are one message to each that its receiver accepts", async () => {
  const targets = [await addTarget("slack", "slack", slackTarget()), await addTarget("hook", "webhook", webhookTarget())];
  await fire(
    targets,
    Array.from({ length: 300 }, (_, i) => `objective-${i}`),
  );
  sender.start();
  await Promise.all([slack.hasAccepted(1), webhook.hasAccepted(1)]);
  await sender.stop();
  const [inSlack, inHook] = [JSON.stringify(slack.accepted[0]), JSON.stringify(webhook.accepted[0])];
  const missing = (text: string) =>
    Array.from({ length: 300 }, (_, i) => `objective-${i}`).filter((name) => !new RegExp(`${name}\\b`).test(text));
  expect([missing(inSlack), missing(inHook)]).toEqual([[], []]);
  expect([slack.refusals, slack.accepted.length, webhook.accepted.length]).toEqual([[], 1, 1]);
});

test("a target whose secret was sealed under another key waits, and says which secret to enter again", async () => {
  const id = await addTarget("hook", "webhook", webhookTarget());
  await pool.query("UPDATE notification_target_secret SET key_id = 'another'");
  await fire([id], ["checkout"]);
  sender.start();
  const failure = () => pool.query<{ message: string }>("SELECT message FROM notification_queue WHERE message IS NOT NULL");
  await expect.poll(async () => (await failure()).rows[0]?.message, { timeout: 10_000 }).toContain("signingSecret");
  expect((await noticesIn(pool))[0]?.state).toBe("pending");
});

test("a test message is sent to a target that is not stored, and its verdict is precise", async () => {
  const sendTest = makeSendTest({ connect: connect(), now: Date.now, monotonicMs: () => performance.now() });
  const input = { kind: "webhook", settings: { url: webhook.url }, targetName: "ops", author: "ada" };
  const send = (secret: string) =>
    sendTest({ ...input, secrets: new Map([["signingSecret", new Secret(secret)]]) }, new AbortController().signal);
  expect(await send(SIGNING_SECRET)).toMatchObject({ ok: true, status: 204, failure: null });
  const other = `whsec_${randomBytes(32).toString("base64")}`;
  expect(await send(other)).toMatchObject({ ok: false, status: 401, failure: { class: "unauthorized" } });
});
