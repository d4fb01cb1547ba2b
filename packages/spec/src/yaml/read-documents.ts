import { Composer, type CST, type YAMLError } from "yaml";
import type { DiagnosticSink } from "../diagnostic.ts";
import { buildTree, type NodeBudget } from "./build-tree.ts";
import { YAML_LIMITS } from "./limits.ts";
import { makePlaceOf, type PlaceOf } from "./place-of.ts";
import { scanTokens } from "./scan-tokens.ts";
import { createSourceDocument, type SourceDocument } from "./source-document.ts";

/** Duplicate and non-text keys are found by build-tree in linear time; the library compares keys pairwise. */
const COMPOSE_OPTIONS = {
  version: "1.2",
  schema: "core",
  merge: false,
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: "silent",
} as const;

const CLEARER: Readonly<Partial<Record<YAMLError["code"], string>>> = {
  TAB_AS_INDENT: "a tab must not be used as indentation: use spaces",
  UNEXPECTED_TOKEN: "unexpected text here: check indentation, quotes and brackets",
  BLOCK_AS_IMPLICIT_KEY: 'more than one "key:" on a line: put the value in quotes, or the second key on a line of its own',
};

/** The first error of a document, because it causes most that follow, and every tab. */
function reportYamlErrors(
  errors: readonly YAMLError[],
  index: number,
  { sink, placeOf }: { sink: DiagnosticSink; placeOf: PlaceOf },
): void {
  const first = [...errors].sort((a, b) => a.pos[0] - b.pos[0])[0];
  for (const { pos, code, message } of errors.filter((error) => error === first || error.code === "TAB_AS_INDENT")) {
    const place = placeOf({ start: pos[0], end: pos[1] }, { path: "", documentIndex: index });
    sink.error(place, "bad-yaml", `not valid YAML: ${CLEARER[code] ?? message}`);
  }
}

export interface ReadText {
  readonly documents: readonly SourceDocument[];
  /** False when a part of the text could not be read: what is missing may be in there. */
  readonly complete: boolean;
}

/**
 * The documents of a YAML or JSON text, each with its positions. A document that is not valid YAML is reported and left out;
 * empty ones are left out but keep their index. A text over a limit yields nothing. Time is linear in the length of the text.
 */
export function readDocuments(text: string, { fileName, sink }: { fileName: string; sink: DiagnosticSink }): ReadText {
  const placeOf = makePlaceOf(text, fileName);
  const bytes = Buffer.byteLength(text, "utf8");
  if (bytes > YAML_LIMITS.bytes) {
    const message = `the text is ${Math.ceil(bytes / 1024)} KiB, at most ${YAML_LIMITS.bytes / 1024} KiB are read: split it`;
    sink.error(placeOf({ start: 0, end: 0 }, { path: "", documentIndex: 0 }), "too-large", message);
    return UNREADABLE;
  }
  const tokens = scanTokens(text, { sink, placeOf });
  return tokens === null ? UNREADABLE : composeDocuments(tokens, { text, sink, placeOf });
}

const UNREADABLE: ReadText = { documents: [], complete: false };

interface Composing {
  readonly text: string;
  readonly sink: DiagnosticSink;
  readonly placeOf: PlaceOf;
}

function composeDocuments(tokens: readonly CST.Token[], { text, sink, placeOf }: Composing): ReadText {
  const budget: NodeBudget = { nodesLeft: YAML_LIMITS.nodes };
  const documents: SourceDocument[] = [];
  const composer = new Composer(COMPOSE_OPTIONS);
  let index = -1;
  let errors = 0;
  for (const parsed of composer.compose(tokens)) {
    index += 1;
    errors += parsed.errors.length;
    reportYamlErrors(parsed.errors, index, { sink, placeOf });
    const root = parsed.errors.length > 0 ? null : buildTree(parsed, { sink, placeOf, documentIndex: index, budget });
    if (budget.nodesLeft < 0) return UNREADABLE;
    if (root !== null) documents.push(createSourceDocument({ text, root, index, placeOf }));
  }
  const atEnd = composer.streamInfo().errors;
  reportYamlErrors(atEnd, Math.max(0, index), { sink, placeOf });
  return { documents, complete: errors + atEnd.length === 0 };
}
