import { failed, succeeded } from "../failure.ts";
import type { LookUp, LookUpHit, LookUpKind, Outcome } from "../source.ts";
import type { SearchApi } from "./api.ts";
import { ANY_INDEX, indexPath } from "./paths.ts";
import { isRecord } from "./search-answer.ts";

export const SEARCH_LOOK_UPS: readonly LookUpKind[] = [
  { what: "index", title: "Indices and data streams", within: null },
  { what: "field", title: "Fields", within: "Index or pattern" },
];

/** What cannot stand in a wildcard of a path. */
const UNFIT = /[\s*"\\/<>|?#,%{}]/g;

const pattern = (text: string): string => {
  const plain = text.replace(UNFIT, "");
  return plain === "" ? "*" : `*${plain}*`;
};

const listOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] => (Array.isArray(value) ? value.filter(isRecord) : []);

/** Names that begin with the text stand before those that only contain it. */
function ranked(hits: readonly LookUpHit[], { text, limit }: LookUp): readonly LookUpHit[] {
  const wanted = text.toLowerCase();
  const rank = ({ name }: LookUpHit): number => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
  return [...hits].sort((left, right) => rank(left) - rank(right) || (left.name < right.name ? -1 : 1)).slice(0, limit);
}

const named = (list: unknown, detail: (one: Readonly<Record<string, unknown>>) => string): LookUpHit[] =>
  listOf(list).flatMap((one) => (typeof one.name === "string" ? [{ name: one.name, detail: detail(one) }] : []));

function sayIndices(value: unknown): string {
  const count = Array.isArray(value) ? value.length : typeof value === "string" ? 1 : 0;
  return count === 1 ? "1 index" : `${count} indices`;
}

/** Hidden ones, whose names begin with a dot, are offered to who asks for them. */
async function findIndices(api: SearchApi, ask: LookUp, signal: AbortSignal): Promise<Outcome<readonly LookUpHit[]>> {
  const answer = await api.ask(`/_resolve/index/${encodeURIComponent(pattern(ask.text))}`, signal);
  if (!answer.ok) return answer;
  const { data_streams: streams, aliases, indices } = answer.value;
  const hits = [
    ...named(streams, (one) => `data stream of ${sayIndices(one.backing_indices)}`),
    ...named(aliases, (one) => `alias of ${sayIndices(one.indices)}`),
    ...named(indices, () => "index"),
  ];
  return succeeded(
    ranked(
      hits.filter(({ name }) => ask.text.startsWith(".") || !name.startsWith(".")),
      ask,
    ),
  );
}

async function findFields(api: SearchApi, ask: LookUp, signal: AbortSignal): Promise<Outcome<readonly LookUpHit[]>> {
  if (ask.within === null || /[\s/?#\\"]/.test(ask.within)) return failed("bad-query", "fields are looked up within an index or a pattern");
  const fields = encodeURIComponent(pattern(ask.text));
  const answer = await api.ask(`${indexPath(ask.within)}/_field_caps?fields=${fields}&${ANY_INDEX}`, signal);
  if (!answer.ok) return answer;
  if (!isRecord(answer.value.fields)) return failed("bad-answer", "the answer has no fields");
  const hits = Object.entries(answer.value.fields).flatMap(([name, caps]): LookUpHit[] => {
    if (name.startsWith("_") || !isRecord(caps)) return [];
    const types = Object.keys(caps).filter((type) => type !== "unmapped" && type !== "object" && type !== "nested");
    return types.length === 0 ? [] : [{ name, detail: types.sort().join(", ") }];
  });
  return succeeded(ranked(hits, ask));
}

/** Names of indices, data streams and aliases, or of the fields within some of them. */
export function lookUpNames(api: SearchApi, ask: LookUp, signal: AbortSignal): Promise<Outcome<readonly LookUpHit[]>> {
  return ask.what === "field" ? findFields(api, ask, signal) : findIndices(api, ask, signal);
}
