/** What is wrong with a page, and on which line of it (from 1). */
export class PageProblem extends Error {
  override readonly name = "PageProblem";
  readonly line: number;
  /** The page is well formed as far as it was read, and beyond a limit. */
  readonly tooLarge: boolean;

  constructor(line: number, message: string, tooLarge = false) {
    super(`line ${line}: ${message}`);
    this.line = line;
    this.tooLarge = tooLarge;
  }
}

/** A short quotation of somebody else's text. */
export const quote = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
