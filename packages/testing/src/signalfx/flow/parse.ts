import { type Arg, FlowError, type Line, type Node, toWords, type Word } from "./syntax.ts";

const LITERALS: Readonly<Record<string, boolean | null>> = { True: true, False: false, None: null };
const UNSUPPORTED: ReadonlySet<string> = new Set(["def", "lambda", "import", "from", "if", "for", "while", "return"]);

/** Reads a program of the subset that is simulated: assignments and expressions. Throws FlowError. */
export function parseFlow(text: string): Line[] {
  const words = toWords(text);
  let at = 0;

  const peek = (ahead = 0): Word => words[Math.min(at + ahead, words.length - 1)] as Word;
  const isSign = (text_: string, ahead = 0): boolean => peek(ahead).kind === "sign" && peek(ahead).text === text_;
  const isWord = (name: string): boolean => peek().kind === "name" && peek().text === name;
  const take = (): Word => {
    const word = peek();
    at += 1;
    return word;
  };
  const refuse = (word: Word): never => {
    throw new FlowError(
      "ANALYTICS_PROGRAM_SYNTAX_ERROR",
      `unexpected ${word.text === "" || word.kind === "end" ? "end of line" : JSON.stringify(word.text)}`,
      word,
    );
  };
  const expect = (sign: string): Word => (isSign(sign) ? take() : refuse(peek()));

  function list(close: string): Node[] {
    const items: Node[] = [];
    while (!isSign(close)) {
      items.push(either());
      if (!isSign(close)) expect(",");
    }
    expect(close);
    return items;
  }

  function args(): Arg[] {
    const given: Arg[] = [];
    while (!isSign(")")) {
      const named = peek().kind === "name" && isSign("=", 1);
      const name = named ? take().text : null;
      if (named) take();
      given.push({ name, value: either() });
      if (!isSign(")")) expect(",");
    }
    expect(")");
    return given;
  }

  function primary(): Node {
    const word = take();
    const place = { line: word.line, column: word.column };
    if (word.kind === "number") return { kind: "literal", value: Number(word.text), ...place };
    if (word.kind === "text") return { kind: "literal", value: word.text, ...place };
    if (word.kind === "sign" && word.text === "(") {
      const inner = either();
      expect(")");
      return inner;
    }
    if (word.kind === "sign" && word.text === "[") return { kind: "list", items: list("]"), ...place };
    if (word.kind !== "name") return refuse(word);
    if (word.text in LITERALS) return { kind: "literal", value: LITERALS[word.text] ?? null, ...place };
    if (UNSUPPORTED.has(word.text)) throw new FlowError("ANALYTICS_PROGRAM_UNSUPPORTED", `"${word.text}" is not simulated`, word);
    if (!isSign("(")) return { kind: "name", name: word.text, ...place };
    take();
    return { kind: "call", name: word.text, on: null, args: args(), ...place };
  }

  function chain(): Node {
    let node = primary();
    while (isSign(".")) {
      take();
      const method = take();
      if (method.kind !== "name") refuse(method);
      expect("(");
      node = { kind: "call", name: method.text, on: node, args: args(), line: method.line, column: method.column };
    }
    return node;
  }

  function unary(): Node {
    if (!isSign("-")) return chain();
    const { line, column } = take();
    return { kind: "minus", of: unary(), line, column };
  }

  function binary(signs: readonly string[], next: () => Node): Node {
    let left = next();
    while (signs.some((sign) => isSign(sign))) {
      const { text: sign, line, column } = take();
      left = { kind: "binary", sign, left, right: next(), line, column };
    }
    return left;
  }

  const sum = (): Node => binary(["+", "-"], () => binary(["*", "/"], unary));

  function negation(): Node {
    if (!isWord("not")) return sum();
    const { line, column } = take();
    return { kind: "not", of: negation(), line, column };
  }

  function both(): Node {
    let left = negation();
    while (isWord("and")) {
      const { line, column } = take();
      left = { kind: "binary", sign: "and", left, right: negation(), line, column };
    }
    return left;
  }

  function either(): Node {
    let left = both();
    while (isWord("or")) {
      const { line, column } = take();
      left = { kind: "binary", sign: "or", left, right: both(), line, column };
    }
    return left;
  }

  const lines: Line[] = [];
  while (at < words.length) {
    if (peek().kind === "end") {
      take();
      continue;
    }
    const assigned = peek().kind === "name" && isSign("=", 1);
    const assigns = assigned ? take().text : null;
    if (assigned) take();
    lines.push({ assigns, value: either() });
    if (peek().kind !== "end") refuse(peek());
  }
  return lines;
}
