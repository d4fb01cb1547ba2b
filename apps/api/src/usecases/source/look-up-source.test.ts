import { findSourceKind, type LookUp, type MetricSource } from "@solvent/metric-sources";
import { expect, test } from "vitest";
import { makeLookUpSource } from "./look-up-source.ts";
import type { StoredSource } from "./source-store.ts";

const ASK: LookUp = { what: "metrics", text: "", within: null, limit: 2 };
const unused = async (): Promise<never> => {
  throw new Error("nobody asks");
};

function lookingUp(lookUp: MetricSource["lookUp"], deadline = new AbortController().signal) {
  const source: MetricSource = { check: unused, probe: unused, read: unused, ...(lookUp === undefined ? {} : { lookUp }) };
  const stored = { id: "7f", definition: { kind: "prometheus" } } as StoredSource;
  return makeLookUpSource({
    kinds: { all: () => [], find: findSourceKind },
    sources: { find: async () => stored },
    connected: async () => ({ ok: true, value: source }),
    deadline: (ms) => {
      expect(ms).toBe(10_000);
      return deadline;
    },
  });
}

test("a source that does not answer in ten seconds is a time-out, not something that was given up", async () => {
  const late = new AbortController();
  const hanging: MetricSource["lookUp"] = (_ask, signal) =>
    new Promise((resolve) => {
      const failure = { class: "aborted", retryable: false, message: "given up" } as const;
      signal.addEventListener("abort", () => resolve({ ok: false, failure }));
    });
  const answer = lookingUp(hanging, late.signal)("prom", ASK, new AbortController().signal);
  setImmediate(() => late.abort());
  expect(await answer).toEqual({ ok: false, failure: { class: "timeout", retryable: true, message: "no answer within 10 s" } });
});

test("somebody who leaves ends the question", async () => {
  const gone = new AbortController();
  const watching: MetricSource["lookUp"] = async (_ask, signal) => {
    gone.abort();
    expect(signal.aborted).toBe(true);
    return { ok: false, failure: { class: "aborted", retryable: false, message: "given up" } };
  };
  expect(await lookingUp(watching)("prom", ASK, gone.signal)).toMatchObject({ ok: false, failure: { class: "aborted" } });
});

test("a source that gives more than it was asked for is cut", async () => {
  const many: MetricSource["lookUp"] = async () => ({ ok: true, value: ["a", "b", "c"].map((name) => ({ name, detail: null })) });
  const answer = await lookingUp(many)("prom", ASK, new AbortController().signal);
  expect(answer.ok && answer.value.map(({ name }) => name)).toEqual(["a", "b"]);
});

test("a kind that promises what its sources cannot do is a mistake of ours", async () => {
  await expect(lookingUp(undefined)("prom", ASK, new AbortController().signal)).rejects.toThrow("look-ups that it cannot do");
});
