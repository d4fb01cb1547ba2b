import type { HttpFault } from "../http/index.ts";
import type { SimMessage } from "./messages.ts";

/** What the simulator does instead of, or around, its proper answer. Those of HTTP have a counterpart on a channel of a WebSocket. */
export type SignalFxFault =
  | HttpFault
  /** The messages of a program, changed. */
  | { readonly do: "edit"; readonly edit: (messages: readonly SimMessage[]) => readonly SimMessage[] }
  /** The frames of a program on a WebSocket, changed; null drops one. `channel` is for frames made anew. */
  | { readonly do: "frames"; readonly spoil: (frame: Buffer | string, channel: string) => Buffer | string | null };

export const isHttpFault = (fault: SignalFxFault): fault is HttpFault => fault.do !== "edit" && fault.do !== "frames";
