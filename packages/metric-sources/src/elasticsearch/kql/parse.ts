import { anyOf, type Dsl, noneOf } from "../dsl.ts";
import { type KqlProblem, type KqlToken, readTokens } from "./lexer.ts";
import { type Literal, type RangeOperator, toCondition, toRange } from "./to-dsl.ts";

export type ParsedKql = { readonly ok: true; readonly query: Dsl } | { readonly ok: false; readonly problem: KqlProblem };

/** Parentheses and negations within each other. */
const MAX_DEPTH = 40;
const WORDS = new Set(["and", "or", "not"]);

class KqlError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const wordOf = (token: KqlToken): string | null => {
  if (token.kind !== "word") return null;
  const lower = token.raw.toLowerCase();
  return WORDS.has(lower) ? lower : null;
};

const isLiteral = (token: KqlToken): token is Literal => token.kind === "phrase" || (token.kind === "word" && wordOf(token) === null);

const isRange = (token: KqlToken): token is KqlToken & { kind: RangeOperator } => ["<", "<=", ">", ">="].includes(token.kind);

const say = (token: KqlToken): string => {
  if (token.kind === "end") return "the end of the text";
  return token.kind === "word" ? `"${token.raw}"` : token.kind === "phrase" ? `"${token.text}" in quotes` : `"${token.kind}"`;
};

/** One pass over the tokens of one text. */
interface Reader {
  peek(): KqlToken;
  take(): KqlToken;
}

function makeReader(tokens: readonly KqlToken[], endAt: number): Reader {
  let place = 0;
  const at = (): KqlToken => tokens[place] ?? { kind: "end", at: endAt };
  return {
    peek: at,
    take() {
      const token = at();
      place += 1;
      return token;
    },
  };
}

type Primary = (reader: Reader, depth: number) => Dsl;

/** `a or b and not c` over whatever a primary is. */
function readOr(reader: Reader, primary: Primary, depth: number): Dsl {
  const parts = [readAnd(reader, primary, depth)];
  while (wordOf(reader.peek()) === "or") {
    reader.take();
    parts.push(readAnd(reader, primary, depth));
  }
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : anyOf(parts);
}

function readAnd(reader: Reader, primary: Primary, depth: number): Dsl {
  const parts = [readNot(reader, primary, depth)];
  while (wordOf(reader.peek()) === "and") {
    reader.take();
    parts.push(readNot(reader, primary, depth));
  }
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { bool: { filter: parts } };
}

function readNot(reader: Reader, primary: Primary, depth: number): Dsl {
  const token = reader.peek();
  if (depth > MAX_DEPTH) throw new KqlError(`is nested more than ${MAX_DEPTH} deep`, token.at);
  if (wordOf(token) === "not") {
    reader.take();
    return noneOf(readNot(reader, primary, depth + 1));
  }
  if (token.kind !== "(") return primary(reader, depth);
  reader.take();
  const inner = readOr(reader, primary, depth + 1);
  const close = reader.take();
  if (close.kind !== ")") throw new KqlError(`expected ) but found ${say(close)}${hintFor(close)}`, close.at);
  return inner;
}

const hintFor = (token: KqlToken): string =>
  isLiteral(token) ? ": join conditions with and or or, and put a value of several words in quotes" : "";

function fieldName(token: KqlToken): string {
  if (token.kind !== "word" || wordOf(token) !== null) throw new KqlError(`expected a field but found ${say(token)}`, token.at);
  if (token.pattern !== null) throw new KqlError("the name of a field cannot have a wildcard", token.at);
  return token.text;
}

function literal(token: KqlToken): Literal {
  if (isLiteral(token)) return token;
  throw new KqlError(`expected a value but found ${say(token)}`, token.at);
}

/** `field: value`, `field: (a or b)` or `field >= value`. */
function readCondition(reader: Reader, depth: number): Dsl {
  const name = reader.take();
  const field = fieldName(name);
  const operator = reader.take();
  if (isRange(operator)) return toRange(field, operator.kind, plainLiteral(reader.take()));
  if (operator.kind !== ":")
    throw new KqlError(
      `expected : or a comparison behind ${field}: write field: value, a text without a field is not searched for`,
      name.at,
    );
  if (reader.peek().kind === "{") throw new KqlError("nested fields are not possible here: use query", reader.peek().at);
  if (reader.peek().kind !== "(") return toCondition(field, literal(reader.take()));
  return readNot(reader, (inner) => toCondition(field, literal(inner.take())), depth);
}

function plainLiteral(token: KqlToken): Literal {
  const found = literal(token);
  if (found.kind === "word" && found.pattern !== null) throw new KqlError("a comparison cannot have a wildcard", token.at);
  return found;
}

/** A condition in the manner of KQL as query DSL. */
export function parseKql(text: string): ParsedKql {
  const read = readTokens(text);
  if (!read.ok) return read;
  const reader = makeReader(read.tokens, text.length);
  try {
    const query = readOr(reader, readCondition, 0);
    const rest = reader.peek();
    if (rest.kind !== "end") throw new KqlError(`did not expect ${say(rest)}${hintFor(rest)}`, rest.at);
    return { ok: true, query };
  } catch (error) {
    if (error instanceof KqlError) return { ok: false, problem: { message: error.message, offset: error.offset } };
    throw error;
  }
}

/** A value as a quoted text. */
export const toKqlPhrase = (value: string): string => `"${value.replace(/["\\]/g, "\\$&")}"`;

/** The name of a field, or a bare word, with everything special in it escaped. */
export const toKqlWord = (name: string): string => {
  const escaped = name.replace(/[\s(){}:<>"\\*]/g, "\\$&");
  return WORDS.has(name.toLowerCase()) ? `\\${escaped}` : escaped;
};
