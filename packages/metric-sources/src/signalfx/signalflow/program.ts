import { lexSignalFlow, type SyntaxProblem, type Token, unquote } from "./lexer.ts";

/** One argument of a call: tokens [from, to), the name of a keyword left out. */
export interface Argument {
  readonly name: string | null;
  readonly from: number;
  readonly to: number;
}

/** A call of a function or method by its name; numbers are places of tokens. */
export interface Call {
  readonly name: string;
  readonly place: number;
  readonly open: number;
  readonly close: number;
  readonly args: readonly Argument[];
}

/** A stream that the program gives out. `label` null: it has none. `labelPlace`: the token of its text. */
export interface Publish extends Call {
  readonly label: string | null;
  readonly labelPlace: number | null;
}

/** Tokens [from, to) of one line of the program, and the name that it gives to its value. */
export interface Statement {
  readonly from: number;
  readonly to: number;
  readonly assigns: string | null;
}

export interface Program {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly statements: readonly Statement[];
  readonly calls: readonly Call[];
  readonly publishes: readonly Publish[];
  /** Calls that look series up. */
  readonly queries: readonly Call[];
  /** It cannot be joined with others: its names cannot be told apart from theirs for sure. */
  readonly alone: boolean;
}

export type ParsedProgram = { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly problem: SyntaxProblem };

export const MAX_PROGRAM_LENGTH = 50_000;
export const MAX_QUERIES = 200;

/** Functions that look up series by a filter in their second place. */
const FILTERED = ["data", "histogram"];
const QUERYING: ReadonlySet<string> = new Set([...FILTERED, "graphite", "newrelic", "events", "alerts"]);
/** Words that begin a line which is more than a value. */
const STATEMENT_WORDS: ReadonlySet<string> = new Set(
  "def lambda import from if elif else for while return with class try except assert global del pass yield".split(" "),
);

const isOperator = (token: Token | undefined, text: string): boolean => token?.kind === "operator" && token.text === text;

function closingOf(tokens: readonly Token[], open: number): number {
  const depth = tokens[open]?.depth ?? 0;
  return tokens.findIndex((token, place) => place > open && token.depth === depth && /^[)\]}]$/.test(token.text));
}

function argumentsOf(tokens: readonly Token[], open: number, close: number): Argument[] {
  const depth = (tokens[open]?.depth ?? 0) + 1;
  const commas = tokens.flatMap((token, place) =>
    place > open && place < close && token.depth === depth && isOperator(token, ",") ? [place] : [],
  );
  const starts = [open + 1, ...commas.map((place) => place + 1)];
  return starts.flatMap((from, index): Argument[] => {
    const to = commas[index] ?? close;
    if (from >= to) return [];
    const named = tokens[from]?.kind === "name" && isOperator(tokens[from + 1], "=");
    return [named ? { name: tokens[from]?.text ?? null, from: from + 2, to } : { name: null, from, to }];
  });
}

function callsOf(tokens: readonly Token[]): Call[] {
  return tokens.flatMap((token, place): Call[] => {
    if (token.kind !== "name" || !isOperator(tokens[place + 1], "(")) return [];
    const close = closingOf(tokens, place + 1);
    return [{ name: token.text, place, open: place + 1, close, args: argumentsOf(tokens, place + 1, close) }];
  });
}

export const isMethod = (tokens: readonly Token[], { place }: Pick<Call, "place">): boolean => isOperator(tokens[place - 1], ".");

function statementsOf(tokens: readonly Token[]): Statement[] {
  const ends = tokens.flatMap(({ kind }, place) => (kind === "newline" ? [place] : []));
  const starts = [0, ...ends.map((place) => place + 1)];
  return starts.flatMap((from, index): Statement[] => {
    const to = ends[index] ?? tokens.length;
    if (from >= to) return [];
    const assigns = tokens[from]?.kind === "name" && isOperator(tokens[from + 1], "=") ? (tokens[from]?.text ?? null) : null;
    return [{ from, to, assigns }];
  });
}

/** Names that are values; those after a dot and those of keyword arguments are not. */
export function isValueName(tokens: readonly Token[], place: number): boolean {
  const token = tokens[place];
  if (token?.kind !== "name" || isOperator(tokens[place - 1], ".")) return false;
  return token.depth === 0 || !isOperator(tokens[place + 1], "=");
}

/** Whether a name means something else before its assignment, or the program is more than assignments and values. */
function isPeculiar(text: string, tokens: readonly Token[], statements: readonly Statement[]): boolean {
  if (tokens.some(({ kind, text: word }) => kind === "name" && (word === "lambda" || word === "def" || word === "import"))) return true;
  if (
    tokens.some(
      (token, place) =>
        token.kind === "name" && tokens[place + 1]?.kind === "string" && /^['"]/.test(text.charAt(token.at + token.text.length)),
    )
  )
    return true;
  const assignedAt = new Map<string, number>();
  for (const [index, { assigns }] of statements.entries()) if (assigns !== null && !assignedAt.has(assigns)) assignedAt.set(assigns, index);
  return statements.some(({ from, to, assigns }, index) => {
    const [first, second] = [tokens[from], tokens[from + 1]];
    if (first?.kind === "name" && STATEMENT_WORDS.has(first.text)) return true;
    if (assigns === null && tokens.slice(from, to).some((token) => token.depth === 0 && isOperator(token, "="))) return true;
    if (isOperator(second, ",")) return true;
    const body = assigns === null ? from : from + 2;
    for (let place = body; place < to; place += 1) {
      const at = isValueName(tokens, place) ? assignedAt.get(tokens[place]?.text ?? "") : undefined;
      if (at !== undefined && at >= index) return true;
    }
    return false;
  });
}

const isFalse = (tokens: readonly Token[], { from, to }: Argument): boolean => to - from === 1 && tokens[from]?.text === "False";

type ReadPublish = { readonly publish: Publish | null } | { readonly problem: SyntaxProblem };

function readPublish(tokens: readonly Token[], call: Call): ReadPublish {
  if (call.args.some((arg) => arg.name === "enable" && isFalse(tokens, arg))) return { publish: null };
  const label = call.args.find(({ name }) => name === "label") ?? call.args.find(({ name }, index) => name === null && index === 0);
  if (label === undefined) return { publish: { ...call, label: null, labelPlace: null } };
  const token = tokens[label.from];
  if (label.to - label.from !== 1 || token?.kind !== "string")
    return { problem: { message: "the label of publish must be written as a text in quotes", offset: token?.at ?? 0 } };
  return { publish: { ...call, label: unquote(token.text), labelPlace: label.from } };
}

const offsetOf = (tokens: readonly Token[], call: Call | undefined): number => tokens[call?.place ?? 0]?.at ?? 0;

function problemOf(tokens: readonly Token[], calls: readonly Call[], queries: readonly Call[]): SyntaxProblem | null {
  const detect = calls.find((call) => call.name === "detect" && !isMethod(tokens, call));
  if (detect !== undefined)
    return {
      message: "detect makes events, not values: the limit is a matter of the objective, so publish the stream itself",
      offset: offsetOf(tokens, detect),
    };
  if (queries.length > MAX_QUERIES)
    return {
      message: `has ${queries.length} calls of data(); at most ${MAX_QUERIES} are allowed`,
      offset: offsetOf(tokens, queries[MAX_QUERIES]),
    };
  return null;
}

/** Reads as much of a program as is needed to find, rename and narrow its streams; whether it means anything the service decides. */
export function parseProgram(text: string): ParsedProgram {
  if (text.length > MAX_PROGRAM_LENGTH)
    return {
      ok: false,
      problem: { message: `is ${text.length} characters long; at most ${MAX_PROGRAM_LENGTH} are allowed`, offset: MAX_PROGRAM_LENGTH },
    };
  const lexed = lexSignalFlow(text);
  if (!lexed.ok) return lexed;
  const { tokens } = lexed;
  const calls = callsOf(tokens);
  const queries = calls.filter((call) => QUERYING.has(call.name) && !isMethod(tokens, call));
  const problem = problemOf(tokens, calls, queries);
  if (problem !== null) return { ok: false, problem };
  const publishes: Publish[] = [];
  for (const call of calls) {
    if (call.name !== "publish" || !isMethod(tokens, call)) continue;
    const read = readPublish(tokens, call);
    if ("problem" in read) return { ok: false, problem: read.problem };
    if (read.publish !== null) publishes.push(read.publish);
  }
  const statements = statementsOf(tokens);
  return { ok: true, program: { text, tokens, statements, calls, publishes, queries, alone: isPeculiar(text, tokens, statements) } };
}

export const isFiltered = ({ name }: Call): boolean => FILTERED.includes(name);
