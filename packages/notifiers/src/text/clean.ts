/** Texts of other people, made fit to stand in a line of ours. Escaping for a protocol comes after it. */

const LONE_SURROGATE = /\p{Surrogate}/gu;
/** Line breaks, tabs and control characters, C0 and C1. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/g;
/**
 * Characters that nobody sees: bidi marks, embeddings, overrides and isolates, zero-width spaces, soft hyphens, fillers, tags. Joiners
 * (U+200C, U+200D) stay, because Persian and emoji are not readable without them.
 */
const INVISIBLE =
  /\u00AD|\u034F|\u061C|[\u115F\u1160]|[\u17B4\u17B5]|[\u180B-\u180F]|\u200B|[\u200E\u200F]|[\u202A-\u202E]|[\u2060-\u206F]|\u3164|\uFEFF|\uFFA0|[\uFFF0-\uFFFB]|[\u{E0000}-\u{E0FFF}]/gu;
const MARKS_THAT_PILE_UP = /(\p{Mark}{8})\p{Mark}+/gu;
const SPACES = /[^\S\u202F]+/g;
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";
/** A longer text is cut before it is looked at; no room in a message is larger. */
const LOOKED_AT = 8192;

/** One line without anything invisible; half characters become U+FFFD. */
export const cleanText = (text: string): string =>
  text
    .slice(0, LOOKED_AT)
    .replace(LONE_SURROGATE, "\uFFFD")
    .replace(CONTROL, " ")
    .replace(INVISIBLE, "")
    .replace(MARKS_THAT_PILE_UP, "$1")
    .replace(SPACES, " ")
    .trim();

const ELLIPSIS = "…";
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

export type Measure = (text: string) => number;
const utf16Length: Measure = (text) => text.length;

/** The longest prefix of whole pieces that measures at most `room`. */
function prefix(pieces: Iterable<string>, room: number, measure: Measure): string {
  let kept = "";
  let used = 0;
  for (const piece of pieces) {
    used += measure(piece);
    if (used > room) break;
    kept += piece;
  }
  return kept;
}

function* segments(text: string): Generator<string> {
  for (const { segment } of graphemes.segment(text)) yield segment;
}

/** Text that measures at most `max`, cut between characters as people see them, with "…" where something is left out. */
export function cutText(text: string, max: number, measure: Measure = utf16Length): string {
  if (measure(text) <= max) return text;
  const room = max - measure(ELLIPSIS);
  if (room < 0) return "";
  const whole = prefix(segments(text), room, measure);
  return `${(whole === "" ? prefix(text, room, measure) : whole).trimEnd()}${ELLIPSIS}`;
}

/** Kept free by a caller that isolates. */
export const ISOLATION_LENGTH = FIRST_STRONG_ISOLATE.length + POP_ISOLATE.length;

/** Text that is written from right to left keeps its order to itself: without this the figures beside it would change places. */
export const isolateText = (text: string): string => (RIGHT_TO_LEFT.test(text) ? `${FIRST_STRONG_ISOLATE}${text}${POP_ISOLATE}` : text);
