/** HTML that is ours: only what this file makes. Everything else is a string and is escaped on its way in. */
export interface Html {
  readonly html: string;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const escapeText = (text: string): Html => ({ html: text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "") });

type Value = Html | string | readonly Html[];

function toHtml(value: Value): string {
  if (typeof value === "string") return escapeText(value).html;
  return "html" in value ? value.html : joined(value).html;
}

/** Markup with values: strings are escaped, HTML is taken as it is. */
export function html(markup: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: markup.map((part, index) => (index < values.length ? part + toHtml(values[index] ?? "") : part)).join("") };
}

export const joined = (parts: readonly Html[]): Html => ({ html: parts.map((part) => part.html).join("") });
