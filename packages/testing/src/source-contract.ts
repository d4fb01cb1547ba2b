import { MISSING_REASONS, type MinuteBlock } from "@solvent/domain";
import {
  type GroupLabels,
  type MetricSource,
  type Outcome,
  type QueryProbe,
  type ReadItem,
  type ReadRequest,
  type ReadValue,
  SOURCE_FAILURES,
  type SourceFailureClass,
  type StreamQuery,
} from "@solvent/metric-sources";
import { afterEach, describe, expect, it } from "vitest";

/**
 * A bad answer. `failure`: the class it must be reported as; null: the read succeeds, but not one minute may be known; "bad-event": for a
 * kind whose answers are themselves the events, every minute is known and nothing of it is good.
 */
export interface CannedAnswer<Fault> {
  readonly name: string;
  readonly fault: Fault;
  readonly failure: SourceFailureClass | "bad-event" | null;
}

/** A connected source over simulated traffic. */
export interface ContractWorld<Fault> {
  readonly source: MetricSource;
  /** Matches traffic; `probe` is what the source says about it. */
  readonly busy: StreamQuery;
  /** Matches series that exist and never count anything good. */
  readonly idle: StreamQuery;
  /** What each of its minutes counts all the same, scaled: 0 unless the minute is itself the event. */
  readonly idleTotal?: number;
  /** Matches nothing; null for a kind whose queries name what they measure. */
  readonly absent: StreamQuery | null;
  /** Labels, one of which no series has, and the combinations of them that the busy query has; null for a kind that cannot tell groups. */
  readonly grouped: { readonly by: readonly string[]; readonly groups: readonly GroupLabels[] } | null;
  /** How minutes of the past are asked for: live, unless the source reads the past in another way. */
  readonly purpose?: ReadRequest["purpose"];
  /** A stretch of 24 hours in which the busy query has restarts and missed scrapes. */
  readonly day: { readonly from: number; readonly to: number };
  /** Per minute of [from, to): scaled counts that must be stored, null where nothing can be known. */
  truth(from: number, to: number): readonly ({ readonly good: number; readonly total: number } | null)[];
  /**
   * Holds back what happened in minutes [from, to), as a slow shipper does; the function that it returns lets it arrive. Null where the
   * past of a source never changes.
   */
  readonly late: ((from: number, to: number) => () => void) | null;
  /**
   * For a source that measures by itself, and whose past can therefore not fail any more: lets some minutes pass, under the fault that there
   * is, and says which. Left out by sources that are asked for their minutes.
   */
  readonly pass?: () => Promise<{ readonly from: number; readonly to: number }>;
  /** From now on every request gets this, until null. */
  failWith(fault: Fault | null): void;
  /** Only the n-th request from now on gets this. */
  failOnce(request: number, fault: Fault): void;
  /** What the source was connected with and must never say. */
  readonly secrets: readonly string[];
  stop(): Promise<void>;
}

export interface SourceContract<Fault> {
  start(): Promise<ContractWorld<Fault>>;
  readonly cannedAnswers: readonly CannedAnswer<Fault>[];
  /** A fault that never answers, one that passes when the request is repeated, and one that asks us to slow down. */
  readonly hang: Fault;
  readonly passing: Fault;
  readonly throttled: Fault;
}

const MIN_CANNED_ANSWERS = 40;
const MAX_MESSAGE_LENGTH = 1024;
const LATE_CHUNK_MINUTES = 120;
/** How much of the end of each chunk comes late. */
const LATE_MINUTES = 20;
const purposeOf = ({ purpose = "live" }: Pick<ContractWorld<unknown>, "purpose">): ReadRequest["purpose"] => purpose;
const never = (): AbortSignal => new AbortController().signal;

/** How a source answers about a query: its probe must succeed while the source is well. */
async function probed(world: ContractWorld<unknown>, query: StreamQuery): Promise<ReadItem> {
  const probe = await world.source.probe(query, never());
  if (!probe.ok) throw new Error(`the probe failed: ${probe.failure.message}`);
  return { query, probe: probe.value };
}

async function readBlock(world: ContractWorld<unknown>, query: StreamQuery, span: { from: number; to: number }): Promise<MinuteBlock> {
  const [outcome] = await world.source.read({ items: [await probed(world, query)], ...span, purpose: purposeOf(world) }, never());
  if (outcome === undefined || !outcome.ok) throw new Error(`the read failed: ${JSON.stringify(outcome)}`);
  return outcome.value.block;
}

/** Null where the kind cannot tell groups. */
async function groupsOf(
  { source, grouped }: ContractWorld<unknown>,
  query: StreamQuery,
  signal = never(),
): Promise<Outcome<readonly GroupLabels[]> | null> {
  if (grouped === null) {
    expect(source.groups).toBeUndefined();
    return null;
  }
  if (source.groups === undefined) throw new Error("the source does not list groups");
  return source.groups(query, grouped.by, signal);
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** What would be stored: counts of the minutes that are known, null for the others. */
const storedOf = ({ missing, good, total }: MinuteBlock) =>
  missing.map((reason, index) => (reason === null ? { good: good[index] ?? -1, total: total[index] ?? -1 } : null));

/** While something has not arrived, a minute may be unknown or hold less, never more. */
function expectAtMost(block: MinuteBlock, truth: ReturnType<ContractWorld<unknown>["truth"]>): void {
  for (const [index, minute] of storedOf(block).entries()) {
    if (minute === null) continue;
    expect(minute.total).toBeLessThanOrEqual(truth[index]?.total ?? -1);
    expect(minute.good).toBeLessThanOrEqual(truth[index]?.good ?? -1);
  }
}

const knownMinutes = (block: MinuteBlock): number => block.missing.filter((reason) => reason === null).length;

function expectWellFormed(block: MinuteBlock, span: { from: number; to: number }): void {
  expect(block.from).toBe(span.from);
  for (const list of [block.good, block.total, block.missing]) expect(list).toHaveLength(span.to - span.from);
  for (const [index, reason] of block.missing.entries()) {
    const [good, total] = [block.good[index] ?? -1, block.total[index] ?? -1];
    expect(Number.isSafeInteger(good) && Number.isSafeInteger(total) && good >= 0 && good <= total).toBe(true);
    expect(reason === null || MISSING_REASONS.includes(reason)).toBe(true);
  }
}

/** Every text inside a value. Not its JSON: there a quote inside a secret is escaped, and the secret not found. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]) : [];
}

function expectNoSecret(value: unknown, secrets: readonly string[]): void {
  const forms = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString("base64").replace(/=+$/, ""),
    encodeURIComponent(secret),
  ]);
  for (const text of textsIn(value)) for (const form of forms) expect(text).not.toContain(form);
}

function expectBadEvents(outcome: Outcome<ReadValue> | undefined): void {
  if (outcome === undefined || !outcome.ok) throw new Error(`the read failed: ${JSON.stringify(outcome)}`);
  const { block } = outcome.value;
  expect(block.missing).toEqual(block.missing.map(() => null));
  expect(block.good).toEqual(block.good.map(() => 0));
  expect(block.total.every((count) => count > 0)).toBe(true);
}

function expectRefused(outcome: Outcome<unknown> | undefined, failure: SourceFailureClass): void {
  expect(outcome).toMatchObject({ ok: false, failure: { class: failure } });
  if (outcome === undefined || outcome.ok) return;
  expect(SOURCE_FAILURES).toContain(outcome.failure.class);
  expect(outcome.failure.message.length).toBeGreaterThan(0);
  expect(outcome.failure.message.length).toBeLessThanOrEqual(MAX_MESSAGE_LENGTH);
}

/** What every kind of source must do. `name` is the kind. */
export function describeSourceContract<Fault>(name: string, contract: SourceContract<Fault>): void {
  describe(`the source contract, ${name}`, () => {
    const worlds: ContractWorld<Fault>[] = [];
    const start = async (): Promise<ContractWorld<Fault>> => {
      const world = await contract.start();
      worlds.push(world);
      return world;
    };
    afterEach(async () => {
      await Promise.all(worlds.splice(0).map((world) => world.stop()));
    });
    const hour = ({ day }: ContractWorld<Fault>): { from: number; to: number } => ({ from: day.to - 60, to: day.to });
    /** Minutes that the present fault is about. */
    const faulty = async (world: ContractWorld<Fault>): Promise<{ from: number; to: number }> => (await world.pass?.()) ?? hour(world);

    it("gives every minute of a day as it happened, restarts and missed scrapes included", { timeout: 60_000 }, async () => {
      const world = await start();
      const block = await readBlock(world, world.busy, world.day);
      expectWellFormed(block, world.day);
      expect(storedOf(block)).toEqual(world.truth(world.day.from, world.day.to));
      expect(knownMinutes(block)).toBeGreaterThan(1000);
      expect(sumOf(block.total)).toBeGreaterThan(0);
    });

    it("adds up to the truth over a day in which data comes late and the source throttles", { timeout: 60_000 }, async () => {
      const world = await start();
      const item = await probed(world, world.busy);
      let [good, total] = [0, 0];
      for (let from = world.day.from; from < world.day.to; from += LATE_CHUNK_MINUTES) {
        const span = { from, to: Math.min(from + LATE_CHUNK_MINUTES, world.day.to) };
        const truth = world.truth(span.from, span.to);
        const arrive = world.late?.(span.to - LATE_MINUTES, span.to) ?? (() => undefined);
        world.failOnce(1, contract.throttled);
        const [first] = await world.source.read({ items: [item], ...span, purpose: purposeOf(world) }, never());
        if (first?.ok === false) expect(first.failure).toMatchObject({ class: "rate-limited", retryable: true });
        const early = await readBlock(world, world.busy, span);
        expectWellFormed(early, span);
        expectAtMost(early, truth);
        arrive();
        const whole = await readBlock(world, world.busy, span);
        expect(storedOf(whole)).toEqual(truth);
        good += sumOf(whole.good);
        total += sumOf(whole.total);
      }
      const day = world.truth(world.day.from, world.day.to);
      expect(good).toBe(sumOf(day.map((minute) => minute?.good ?? 0)));
      expect(total).toBe(sumOf(day.map((minute) => minute?.total ?? 0)));
    });

    it("keeps the three kinds of empty apart: nothing matches, nothing happened, no answer", async () => {
      const world = await start();
      const span = hour(world);
      const absent = world.absent === null ? null : await readBlock(world, world.absent, span);
      if (absent !== null) expect(absent.missing).toEqual(new Array(60).fill("no-series"));
      const idle = await readBlock(world, world.idle, span);
      expect(idle.missing).toEqual(new Array(60).fill(null));
      expect(idle.total).toEqual(new Array(60).fill(world.idleTotal ?? 0));
      expect(idle.good).toEqual(new Array(60).fill(0));
      const item = await probed(world, world.busy);
      world.failWith(contract.passing);
      const [failed] = await world.source.read({ items: [item], ...(await faulty(world)), purpose: purposeOf(world) }, never());
      expect(failed).toMatchObject({ ok: false });
    });

    it("answers several queries at once, one outcome each and in their order", async () => {
      const world = await start();
      const span = hour(world);
      const queries = [world.idle, world.busy, world.absent ?? world.idle, world.busy];
      const items: ReadItem[] = [];
      const alone: MinuteBlock[] = [];
      for (const query of queries) items.push(await probed(world, query));
      const outcomes = await world.source.read({ items, ...span, purpose: purposeOf(world) }, never());
      for (const query of queries) alone.push(await readBlock(world, query, span));
      expect(outcomes.map((outcome) => (outcome.ok ? outcome.value.block : null))).toEqual(alone);
    });

    it("gives the same minutes whether asked for one by one or at once, and asked twice", async () => {
      const world = await start();
      const span = { from: world.day.to - 30, to: world.day.to };
      const whole = await readBlock(world, world.busy, span);
      const single: number[] = [];
      for (let minute = span.from; minute < span.to; minute += 1)
        single.push(...(await readBlock(world, world.busy, { from: minute, to: minute + 1 })).total);
      expect(single).toEqual(whole.total);
      expect(await readBlock(world, world.busy, span)).toEqual(whole);
    });

    it("lists the combinations of labels, sorted, a label that no series has counting as empty", async () => {
      const world = await start();
      const groups = await groupsOf(world, world.busy);
      if (world.grouped === null) return expect(groups).toBeNull();
      expect(groups).toEqual({ ok: true, value: world.grouped.groups });
      expect(world.grouped.groups.length).toBeGreaterThan(0);
    });

    it("keeps the three kinds of empty apart in groups, too", async () => {
      const world = await start();
      if (world.grouped === null) return expect(await groupsOf(world, world.busy)).toBeNull();
      if (world.absent !== null) expect(await groupsOf(world, world.absent)).toEqual({ ok: true, value: [] });
      expect(await groupsOf(world, world.idle)).toMatchObject({ ok: true, value: [expect.anything()] });
      world.failWith(contract.passing);
      expect(await groupsOf(world, world.busy)).toMatchObject({ ok: false });
    });

    it(`has at least ${MIN_CANNED_ANSWERS} canned bad answers`, () => {
      expect(contract.cannedAnswers.length).toBeGreaterThanOrEqual(MIN_CANNED_ANSWERS);
    });

    it.each(contract.cannedAnswers)(
      "never makes a known minute of a bad answer: $name",
      { timeout: 60_000 },
      async ({ fault, failure }) => {
        const world = await start();
        const item = await probed(world, world.busy);
        world.failWith(fault);
        const outcomes = await world.source.read({ items: [item], ...(await faulty(world)), purpose: purposeOf(world) }, never());
        const probe: Outcome<QueryProbe> = await world.source.probe(world.busy, never());
        const check = await world.source.check(never());
        const groups = await groupsOf(world, world.busy);
        expectNoSecret([outcomes, probe, check, groups], world.secrets);
        if (groups?.ok) expect(groups.value).toEqual(world.grouped?.groups);
        expect(outcomes).toHaveLength(1);
        const [outcome] = outcomes;
        if (failure === "bad-event") return expectBadEvents(outcome);
        if (failure !== null) return expectRefused(outcome, failure);
        const value: ReadValue | null = outcome?.ok === true ? outcome.value : null;
        if (value !== null) expect(knownMinutes(value.block)).toBe(0);
      },
    );

    it("fails as a whole when one request of many fails, and tells it; what it has measured itself stays", async () => {
      const world = await start();
      const item = await probed(world, world.busy);
      const readDay = () => world.source.read({ items: [item], ...world.day, purpose: "backfill" }, never());
      const before = world.pass === undefined ? [{ ok: false }] : await readDay();
      world.failOnce(1, contract.passing);
      await world.pass?.();
      expect(await readDay()).toMatchObject(before);
    });

    it("stops when told to, before and while it waits", async () => {
      const world = await start();
      const item = await probed(world, world.busy);
      const before = await world.source.read({ items: [item], ...hour(world), purpose: purposeOf(world) }, AbortSignal.abort());
      expect(before).toMatchObject([{ ok: false, failure: { class: "aborted" } }]);
      world.failWith(contract.hang);
      const controller = new AbortController();
      // A source that measures by itself has nothing to wait for in a read.
      const waiting: Promise<unknown> =
        world.pass === undefined
          ? world.source.read({ items: [item], ...hour(world), purpose: purposeOf(world) }, controller.signal)
          : world.source.probe(world.busy, controller.signal).then((outcome) => [outcome]);
      controller.abort();
      expect(await waiting).toMatchObject([{ ok: false, failure: { class: "aborted" } }]);
      const second = new AbortController();
      const listing = groupsOf(world, world.busy, second.signal);
      second.abort();
      const listed = await listing;
      if (listed !== null) expect(listed).toMatchObject({ ok: false, failure: { class: "aborted" } });
    });

    it("says when a source is healthy, and does not repeat its secrets", async () => {
      const world = await start();
      const check = await world.source.check(never());
      expect(check).toMatchObject({ ok: true });
      if (check.ok) expect(check.value.latencyMs).toBeGreaterThanOrEqual(0);
      expectNoSecret(check, world.secrets);
    });
  });
}
