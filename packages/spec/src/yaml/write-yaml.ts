import { Document, isScalar, Scalar, type ScalarTag, visit } from "yaml";

/** A number that is written digit by digit as its text says; a double would lose digits and zeros at the end. */
export class PlainNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type YamlValue = null | boolean | number | string | PlainNumber | readonly YamlValue[] | { readonly [key: string]: YamlValue };

const plainNumberTag: ScalarTag = {
  tag: "tag:yaml.org,2002:float",
  default: true,
  identify: (value) => value instanceof PlainNumber,
  resolve: (text) => new PlainNumber(text),
  stringify: ({ value }) => (value instanceof PlainNumber ? value.text : String(value)),
};

/** Written as escapes, so that no reader folds, trims, normalises or hides them: controls, odd blanks, marks of direction. */
const ODD_CHARACTER = /(?![ \n])[\p{Cc}\p{Cf}\p{Z}\ufffe\uffff]/u;
const ODD_CHARACTERS = new RegExp(ODD_CHARACTER, "gu");
const ODD_LINES = /^[ \n]|[ \n]$| \n/;

function chooseStyle(text: string): Scalar.Type | null {
  if (ODD_CHARACTER.test(text)) return Scalar.QUOTE_DOUBLE;
  if (!text.includes("\n")) return null;
  const withoutLastBreak = text.endsWith("\n") ? text.slice(0, -1) : text;
  return ODD_LINES.test(withoutLastBreak) ? Scalar.QUOTE_DOUBLE : Scalar.BLOCK_LITERAL;
}

function toEscape(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return point > 0xffff ? `\\U${point.toString(16).padStart(8, "0")}` : `\\u${point.toString(16).padStart(4, "0")}`;
}

function writeDocument(value: YamlValue): string {
  const document = new Document(value, {
    version: "1.2",
    schema: "core",
    aliasDuplicateObjects: false,
    customTags: (tags) => [plainNumberTag, ...tags],
  });
  visit(document, {
    Scalar: (_key, node) => {
      const style = isScalar(node) && typeof node.value === "string" ? chooseStyle(node.value) : null;
      if (style !== null) node.type = style;
    },
  });
  const text = document.toString({ lineWidth: 0, doubleQuotedAsJSON: true, indentSeq: true });
  // What is left of odd characters is inside of double quotes, see chooseStyle: JSON leaves most of them as they are.
  return text.replace(ODD_CHARACTERS, toEscape);
}

/** Values as YAML documents in a stable form: block style, no folding, no anchors, no tags. */
export const writeYaml = (documents: readonly YamlValue[]): string => documents.map(writeDocument).join("---\n");
