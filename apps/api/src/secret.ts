import { inspect } from "node:util";

const SHOWN = "<secret>";

/** A text that must not be seen. Whatever prints, logs, joins or serialises it gets `<secret>`; only `reveal` gives the value. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
