import { CST } from "yaml";
import type { DiagnosticSink } from "../diagnostic.ts";
import { TOO_DEEP, TOO_MANY_ALIASES, TOO_MANY_NODES, YAML_LIMITS } from "./limits.ts";
import type { PlaceOf } from "./place-of.ts";

interface Visited {
  readonly token: CST.Token;
  readonly depth: number;
}

interface Problem {
  readonly token: CST.Token;
  readonly code: "too-large" | "bad-yaml";
  readonly message: string;
  /** Nothing after it is looked at. */
  readonly fatal: boolean;
}

const tags = (props: readonly CST.Token[]): Visited["token"][] => props.filter((prop) => prop.type === "tag");
const propsOf = (item: CST.CollectionItem): readonly CST.Token[] => [...item.start, ...(item.sep ?? [])];

/** Every token of a document in the order of the text, tags included. Keeps its own stack: the tree may be deeper than ours. */
function* walk(document: CST.Document): Generator<Visited> {
  const pending: Visited[] = [];
  const push = (tokens: readonly (CST.Token | null | undefined)[], depth: number): void => {
    for (const token of [...tokens].reverse()) if (token) pending.push({ token, depth });
  };
  push([...tags(document.start), document.value], 1);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next;
    const { token, depth } = next;
    if (token.type === "block-scalar") push(tags(token.props), depth);
    if (CST.isCollection(token)) {
      push(
        token.items.flatMap((item) => [...tags(propsOf(item)), item.key, item.value]),
        depth + 1,
      );
    }
  }
}

const limitProblem = (token: CST.Token, message: string): Problem => ({ token, code: "too-large", message, fatal: true });
const refusal = (token: CST.Token, message: string): Problem => ({ token, code: "bad-yaml", message, fatal: false });

interface Counts {
  nodes: number;
  aliases: number;
}

function problemOf({ token, depth }: Visited, counts: Counts): Problem | null {
  if (token.type === "tag") return refusal(token, `YAML tags are not accepted: remove ${token.source.slice(0, 40)}`);
  // An item without key and value is a null that has no token of its own.
  counts.nodes += 1 + (CST.isCollection(token) ? token.items.filter((item) => !item.key && !item.value).length : 0);
  if (token.type === "alias") counts.aliases += 1;
  if (counts.nodes > YAML_LIMITS.nodes) return limitProblem(token, TOO_MANY_NODES);
  if (counts.aliases > YAML_LIMITS.aliases) return limitProblem(token, TOO_MANY_ALIASES);
  return CST.isCollection(token) && depth > YAML_LIMITS.depth ? limitProblem(token, TOO_DEEP) : null;
}

function* problemsOf(tokens: readonly CST.Token[]): Generator<Problem & { documentIndex: number }> {
  const counts: Counts = { nodes: 0, aliases: 0 };
  let documentIndex = 0;
  for (const top of tokens) {
    if (top.type === "directive") yield { ...refusal(top, "YAML directives (lines that begin with %) are not accepted"), documentIndex };
    if (top.type !== "document") continue;
    counts.nodes += 1;
    if (counts.nodes > YAML_LIMITS.nodes) yield { ...limitProblem(top, TOO_MANY_NODES), documentIndex };
    for (const visited of walk(top)) {
      const problem = problemOf(visited, counts);
      if (problem !== null) yield { ...problem, documentIndex };
    }
    documentIndex += 1;
  }
}

/** Reports what is over a limit or refused (directives, tags); true when the tokens may be built into documents. */
export function checkTokens(tokens: readonly CST.Token[], { sink, placeOf }: { sink: DiagnosticSink; placeOf: PlaceOf }): boolean {
  let allowed = true;
  for (const { token, code, message, fatal, documentIndex } of problemsOf(tokens)) {
    const length = "source" in token ? Math.max(1, token.source.trimEnd().length) : 1;
    sink.error(placeOf({ start: token.offset, end: token.offset + length }, { path: "", documentIndex }), code, message);
    allowed = false;
    if (fatal) break;
  }
  return allowed;
}
