import type { MetricSource } from "@solvent/metric-sources";
import { findSourceKind } from "@solvent/metric-sources";
import { expect, test } from "vitest";
import type { AnySourceKind } from "../source/source-kinds.ts";
import type { StoredSource } from "../source/source-store.ts";
import { makePrepareCheck } from "./prepare-check.ts";

const unused = async (): Promise<never> => {
  throw new Error("nobody asks");
};
const silent: MetricSource = { check: unused, probe: unused, read: unused };

/** A kind of which each connection says how long it takes: as many seconds as its port. */
function makeKind(): AnySourceKind {
  const kind = findSourceKind("prometheus");
  if (kind === null) throw new Error("there is no such kind");
  return {
    ...kind,
    parseIndicator: () => ({ ok: true, value: { canonical: "{}" } }),
    prepare(connection) {
      const prepared = kind.prepare(connection);
      if (!prepared.ok) return prepared;
      const ingestDelaySeconds = Number(new URL(prepared.value.origin).port);
      return { ok: true, value: { ...prepared.value, timing: { ingestDelaySeconds, settleMinutes: 3 } } };
    },
  };
}

const connectionOf = (port: number) => ({ url: `http://127.0.0.1:${port}/` });
const objective = {
  name: "checkout",
  indicator: { kind: "ratio", counter: true, numerator: "good", part: { source: "prom", spec: {} }, total: { source: "prom", spec: {} } },
};

async function timingsOf(given: { readonly stored: number | null; readonly inText: number | null }) {
  const kind = makeKind();
  const { stored, inText } = given;
  const row = { definition: { kind: "prometheus", connection: connectionOf(stored ?? 0) }, secretOrigin: null } as unknown as StoredSource;
  const sources = inText === null ? [] : [{ name: "prom", kind: "prometheus", connection: connectionOf(inText) }];
  const prepare = makePrepareCheck({
    rehearse: async () => ({ diagnostics: [] }),
    reader: {
      read: async () => ({ definitions: { sources, objectives: [objective], groups: [] } }) as never,
      locate: async () => [],
    },
    sources: { find: async () => (stored === null ? null : row) },
    kinds: { all: () => [kind], find: () => kind },
    connectStored: async () => ({ ok: true, value: silent }),
    connectUnsaved: () => silent,
  });
  return (await prepare("text")).objectives.map(({ timing }) => timing.ingestDelaySeconds);
}

test("a source is read with the delay of its connection: as the text writes it, or as it is stored where the text only names it", async () => {
  expect(await timingsOf({ stored: 40, inText: null })).toEqual([40]);
  expect(await timingsOf({ stored: null, inText: 50 })).toEqual([50]);
  expect(await timingsOf({ stored: 40, inText: 50 })).toEqual([50]);
  expect(await timingsOf({ stored: null, inText: null })).toEqual([]);
});
