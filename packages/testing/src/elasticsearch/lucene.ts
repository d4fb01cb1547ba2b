import { queryShardError } from "./server-error.ts";

/** Query DSL of a text in the syntax of Lucene: fields, AND, OR, NOT, parentheses, quotes, wildcards, comparisons and ranges in brackets. */
type Dsl = Readonly<Record<string, unknown>>;

const TOKEN =
  /\s*(?:(\(|\))|(AND|OR|NOT|&&|\|\||!)(?=[\s(]|$)|((?:[^\s():"\\]|\\.)+):(>=|<=|>|<)?|("(?:[^"\\]|\\.)*")|([[{][^\]}]*[\]}])|((?:[^\s():"\\]|\\.)+))/y;

interface Token {
  readonly kind: "(" | ")" | "AND" | "OR" | "NOT" | "field" | "phrase" | "span" | "word";
  readonly text: string;
  readonly operator?: string | undefined;
}

const WORDS: Readonly<Record<string, "AND" | "OR" | "NOT">> = { "&&": "AND", "||": "OR", "!": "NOT", AND: "AND", OR: "OR", NOT: "NOT" };

function toToken(match: RegExpExecArray): Token {
  const [, bracket, word, field, operator, phrase, span, plain] = match;
  if (bracket === "(" || bracket === ")") return { kind: bracket, text: bracket };
  if (word !== undefined) return { kind: WORDS[word] ?? "AND", text: word };
  if (field !== undefined) return { kind: "field", text: plainOf(field), operator };
  if (phrase !== undefined) return { kind: "phrase", text: plainOf(phrase.slice(1, -1)) };
  return span === undefined ? { kind: "word", text: plain ?? "" } : { kind: "span", text: span };
}

const plainOf = (text: string): string => text.replace(/\\(.)/g, "$1");

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (match === null) throw queryShardError(`Failed to parse query [${text}]`);
    tokens.push(toToken(match));
  }
  return tokens;
}

function spanOf(field: string, text: string): Dsl {
  const [low = "*", high = "*"] = text.slice(1, -1).split(/\s+TO\s+/);
  const limits = {
    ...(low === "*" ? {} : { [text.startsWith("[") ? "gte" : "gt"]: low }),
    ...(high === "*" ? {} : { [text.endsWith("]") ? "lte" : "lt"]: high }),
  };
  return { range: { [field]: limits } };
}

const COMPARISONS: Readonly<Record<string, string>> = { ">": "gt", ">=": "gte", "<": "lt", "<=": "lte" };

function conditionOf(field: string, { kind, text }: Token): Dsl {
  if (field === "_exists_") return { exists: { field: plainOf(text) } };
  if (kind === "phrase") return { match_phrase: { [field]: text } };
  if (kind === "span") return spanOf(field, text);
  if (text === "*") return { exists: { field } };
  return /(?<!\\)[*?]/.test(text) ? { wildcard: { [field]: { value: text } } } : { match: { [field]: plainOf(text) } };
}

export function parseLucene(text: string): Dsl {
  const tokens = tokensOf(text);
  let place = 0;
  const fail = (): never => {
    throw queryShardError(`Failed to parse query [${text}]`);
  };
  const take = (): Token => tokens[place++] ?? fail();
  const peek = (): Token["kind"] | "end" => tokens[place]?.kind ?? "end";

  function readValue(field: string): Dsl {
    if (peek() !== "(") return conditionOf(field, take());
    take();
    const options = [conditionOf(field, take())];
    while (peek() !== ")") {
      if (peek() === "OR") take();
      options.push(conditionOf(field, take()));
    }
    take();
    return { bool: { should: options, minimum_should_match: 1 } };
  }

  function readUnit(): Dsl {
    const token = take();
    if (token.kind === "NOT") return { bool: { must_not: [readUnit()] } };
    if (token.kind === "field") {
      const limit = COMPARISONS[token.operator ?? ""];
      return limit === undefined ? readValue(token.text) : { range: { [token.text]: { [limit]: take().text } } };
    }
    if (token.kind !== "(") return fail();
    const inner = readOr();
    return take().kind === ")" ? inner : fail();
  }

  function readAnd(): Dsl {
    const parts = [readUnit()];
    while (peek() === "AND") {
      take();
      parts.push(readUnit());
    }
    return { bool: { filter: parts } };
  }

  function readOr(): Dsl {
    const parts = [readAnd()];
    while (peek() !== "end" && peek() !== ")") {
      if (peek() === "OR") take();
      parts.push(readAnd());
    }
    return { bool: { should: parts, minimum_should_match: 1 } };
  }

  const query = readOr();
  return peek() === "end" ? query : fail();
}
