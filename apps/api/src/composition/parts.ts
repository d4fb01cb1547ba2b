import type { Config } from "../config.ts";
import type { Store } from "../infra/store/open-store.ts";
import type { DefinitionReader } from "../usecases/definitions/definition-reader.ts";
import type { Outgoing } from "./sources.ts";

/** What the composition of more than one area needs. */
export interface Parts {
  readonly config: Config;
  readonly store: Store;
  readonly reader: DefinitionReader;
  readonly outgoing: Outgoing;
  /** Something was defined or changed. */
  readonly nudge: () => void;
}
