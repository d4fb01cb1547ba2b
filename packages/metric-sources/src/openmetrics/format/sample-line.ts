import type { Labels } from "../../selectors/series-match.ts";
import { LineScanner, type LineSyntax } from "./line-scanner.ts";
import { parseNumber } from "./number.ts";
import { quote } from "./page-problem.ts";

export interface SampleLine {
  readonly name: string;
  /** Without `__name__`; the same object for the same series in lines that follow each other. */
  readonly labels: Labels;
  readonly value: number;
  /** Unix seconds, where the page gives them. */
  readonly timeSeconds: number | null;
}

const MAX_LABELS = 64;
const MAX_LABEL_NAME = 256;
const MAX_LABEL_VALUE = 4096;
/** Names and values of an exemplar's labels together (OpenMetrics 1.0). */
const MAX_EXEMPLAR = 128;

interface Braces {
  /** The quoted name of a metric whose name is not of letters, digits, `_` and `:`. */
  readonly name: string | null;
  readonly labels: Record<string, string>;
}

/** A quoted text is the metric's name when no `=` follows; a label name otherwise. */
function readPair(scanner: LineScanner, into: { name: string | null; labels: Record<string, string>; count: number }): void {
  const isQuoted = scanner.peek() === '"';
  const label = isQuoted ? scanner.quoted() : scanner.name(false);
  if (label === "") scanner.fail(`expected a label name, not ${quote(scanner.rest())}`);
  scanner.skipBlanks();
  if (!scanner.take("=")) {
    if (!isQuoted || into.name !== null || into.count > 0) scanner.fail(`expected "=" after the label ${quote(label)}`);
    into.name = label;
    return;
  }
  scanner.skipBlanks();
  const value = scanner.quoted();
  if (label === "__name__") scanner.fail('the label name "__name__" is reserved');
  if (Object.hasOwn(into.labels, label)) scanner.fail(`the label ${quote(label)} is there twice`);
  into.count += 1;
  if (into.count > MAX_LABELS) scanner.fail(`more than ${MAX_LABELS} labels`);
  if (label.length > MAX_LABEL_NAME) scanner.fail(`the label name ${quote(label)} is longer than ${MAX_LABEL_NAME} characters`);
  if (value.length > MAX_LABEL_VALUE) scanner.fail(`the value of ${quote(label)} is longer than ${MAX_LABEL_VALUE} characters`);
  into.labels[label] = value;
}

function readBraces(scanner: LineScanner): Braces {
  const found = { name: null as string | null, labels: {} as Record<string, string>, count: 0 };
  if (!scanner.take("{")) return found;
  for (;;) {
    scanner.skipBlanks();
    if (scanner.take("}")) return found;
    readPair(scanner, found);
    scanner.skipBlanks();
    if (scanner.take("}")) return found;
    if (!scanner.take(",")) scanner.fail(`expected "," or "}", not ${quote(scanner.rest())}`);
  }
}

function readExemplar(scanner: LineScanner, syntax: LineSyntax): void {
  scanner.separator();
  if (scanner.peek() !== "{") scanner.fail('an exemplar begins with "# {"');
  const { labels } = readBraces(scanner);
  const length = Object.entries(labels).reduce((sum, [label, value]) => sum + [...label].length + [...value].length, 0);
  if (length > MAX_EXEMPLAR) scanner.fail(`the labels of the exemplar are longer than ${MAX_EXEMPLAR} characters`);
  scanner.separator();
  const value = scanner.token();
  if (parseNumber(value) === null) scanner.fail(`the exemplar's value ${quote(value)} is not a number`);
  if (scanner.atEnd) return;
  scanner.separator();
  const time = scanner.token();
  if (syntax.parseTimestamp(time) === null || !scanner.atEnd) scanner.fail(`the exemplar's timestamp ${quote(time)} is not valid`);
}

/** What may follow the value: a timestamp, and in OpenMetrics an exemplar. */
function readTail(scanner: LineScanner, syntax: LineSyntax): number | null {
  let time: number | null = null;
  if (!scanner.atEnd) scanner.separator();
  if (!scanner.atEnd && !(syntax.exemplars && scanner.peek() === "#")) {
    const token = scanner.token();
    time = syntax.parseTimestamp(token);
    if (time === null) scanner.fail(`${quote(token)} is not a timestamp`);
    if (!scanner.atEnd) scanner.separator();
  }
  if (syntax.exemplars && scanner.take("#")) readExemplar(scanner, syntax);
  else if (!scanner.atEnd) scanner.fail(`unexpected ${quote(scanner.rest())}`);
  return time;
}

/** Name and labels as they stood in a line, up to and with the closing brace. */
interface Head {
  readonly text: string;
  readonly name: string;
  readonly labels: Labels;
}

function readHead(scanner: LineScanner, text: string, syntax: LineSyntax): Omit<Head, "text"> {
  const bare = scanner.name(true);
  if (syntax.looseBlanks) scanner.skipBlanks();
  const { name: quoted, labels } = readBraces(scanner);
  if (bare === "" && (quoted === null || quoted === "")) scanner.fail(`expected the name of a metric, not ${quote(text)}`);
  if (bare !== "" && quoted !== null) scanner.fail("the metric has two names");
  return { name: quoted ?? bare, labels };
}

/**
 * Reads lines of `name{label="value",…} value [timestamp] [# exemplar]`; the name may also stand in quotes inside the braces. Samples of
 * one series that follow each other, as in a history, share the object of their labels: only the first of them is taken apart.
 */
export function makeSampleLineReader(syntax: LineSyntax): (text: string, line: number) => SampleLine {
  let last: Head | null = null;
  return (text, line) => {
    const scanner: LineScanner = new LineScanner(text, line, syntax);
    let head = last;
    if (head !== null && text.startsWith(head.text)) scanner.skip(head.text.length);
    else {
      head = { ...readHead(scanner, text, syntax), text: scanner.passed() };
      last = head.text.endsWith("}") ? head : null;
    }
    scanner.separator();
    const token = scanner.token();
    const value = parseNumber(token);
    if (value === null) scanner.fail(token === "" ? "the sample has no value" : `${quote(token)} is not a number`);
    return { name: head.name, labels: head.labels, value, timeSeconds: readTail(scanner, syntax) };
  };
}
