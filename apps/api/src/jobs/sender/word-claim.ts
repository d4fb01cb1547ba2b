import type { Message, Suppression } from "@solvent/notifiers";
import { toItemMessage, toMessage, type WordedItem } from "./messages/build-message.ts";
import type { MessageContext } from "./messages/message-context.ts";
import type { ExhaustionReader } from "./messages/read-exhaustion.ts";
import type { Claim, ClaimedItem } from "./outbox-store.ts";

export interface WordClaimDeps {
  readonly exhaustion: ExhaustionReader;
  readonly publicUrl: string | null;
  readonly onError: (error: unknown) => void;
}

export interface WordedClaim {
  /** Null when nothing of it can be worded. */
  readonly message: Message | null;
  readonly unsayable: readonly Suppression[];
}

/** Words what can be worded: what was stored with one alert must not keep the others from being told. */
export function makeWordClaim(deps: WordClaimDeps) {
  async function wordItem(claimed: ClaimedItem, context: MessageContext, alone: boolean): Promise<WordedItem> {
    // A summary has no room for it, and reading 300 windows takes longer than the lock lasts.
    const asked = alone && claimed.item.says === "fired" && claimed.alert.kind === "burn";
    const exhaustion = asked ? await deps.exhaustion(claimed.alert) : { kind: "unknown" as const };
    return { claimed, message: toItemMessage(claimed, context, exhaustion) };
  }

  return async ({ items, targetId, nowMs }: Claim): Promise<WordedClaim> => {
    const context: MessageContext = { targetId, publicUrl: deps.publicUrl, nowMs };
    const worded: WordedItem[] = [];
    const unsayable: Suppression[] = [];
    for (const claimed of items) {
      try {
        worded.push(await wordItem(claimed, context, items.length === 1));
      } catch (error) {
        deps.onError(error);
        unsayable.push(...claimed.item.carries.map((id) => ({ id, reason: "the message could not be put together" })));
      }
    }
    return { message: toMessage(worded, context), unsayable };
  };
}
