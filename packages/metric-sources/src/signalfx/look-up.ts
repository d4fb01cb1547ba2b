import { succeeded } from "../failure.ts";
import type { LookUp, LookUpHit, LookUpKind, Outcome } from "../source.ts";
import type { RestApi } from "./rest-api.ts";
import { type Fields, fieldsOf, textOf } from "./wire/message.ts";

export const SIGNALFX_LOOK_UPS: readonly LookUpKind[] = [
  { what: "metric", title: "Metrics", within: null },
  { what: "dimension", title: "Dimensions of a metric", within: "Metric" },
  { what: "value", title: "Values of a dimension", within: "Dimension" },
];

/** Time series and pairs that are looked at for distinct names. */
const LOOKED_AT = 500;
/** Of a dimension these are the series itself, not what it is about. */
const OWN_PREFIX = "sf_";

/** Characters that mean something in a search are taken as they are. */
const escapeSearch = (text: string): string => text.replace(/[\\+\-!(){}[\]^"~*?:/&|<>=\s]/g, "\\$&");
const containing = (field: string, text: string): string => (text === "" ? `${field}:*` : `${field}:*${escapeSearch(text)}*`);

const hitOf = ({ name, type, description }: Fields): LookUpHit[] => {
  const known = textOf(name);
  const words = [textOf(type), textOf(description)].filter((word) => word !== null).join(": ");
  return known === null ? [] : [{ name: known, detail: words === "" ? null : words.slice(0, 200) }];
};

/** Distinct names that contain the text, the shortest first: they are most like it. */
function best(hits: readonly LookUpHit[], { text, limit }: LookUp): LookUpHit[] {
  const byName = new Map(hits.map((hit) => [hit.name, hit]));
  const wanted = text.toLowerCase();
  const matching = [...byName.values()].filter(({ name }) => name.toLowerCase().includes(wanted));
  const compare = (left: string, right: string): number => left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
  return matching.sort((left, right) => compare(left.name, right.name)).slice(0, limit);
}

function dimensionHits({ dimensions, ...fields }: Fields): LookUpHit[] {
  return Object.entries(fieldsOf(dimensions ?? fields)).flatMap(([name, value]): LookUpHit[] =>
    name.startsWith(OWN_PREFIX) || typeof value !== "string" ? [] : [{ name, detail: `such as ${value}`.slice(0, 200) }],
  );
}

const valueHits = ({ value }: Fields): LookUpHit[] => {
  const name = textOf(value);
  return name === null ? [] : [{ name, detail: null }];
};

interface Question {
  readonly path: string;
  readonly query: string;
  readonly looked: number;
  readonly hits: (result: Fields) => LookUpHit[];
}

function questionOf({ what, text, within, limit }: LookUp): Question {
  const quoted = `"${(within ?? "").replace(/[\\"]/g, "\\$&")}"`;
  if (what === "metric") return { path: "/v2/metric", query: containing("name", text), looked: limit, hits: hitOf };
  if (what === "dimension") return { path: "/v2/metrictimeseries", query: `sf_metric:${quoted}`, looked: LOOKED_AT, hits: dimensionHits };
  return { path: "/v2/dimension", query: `key:${quoted} AND ${containing("value", text)}`, looked: LOOKED_AT, hits: valueHits };
}

/** Names for an editor, from the part of the service that knows them. */
export async function lookUpNames(api: RestApi, ask: LookUp, signal: AbortSignal): Promise<Outcome<readonly LookUpHit[]>> {
  const { path, query, looked, hits } = questionOf(ask);
  const answer = await api.list(path, query, looked, signal);
  return answer.ok ? succeeded(best(answer.value.results.flatMap(hits), ask)) : answer;
}
