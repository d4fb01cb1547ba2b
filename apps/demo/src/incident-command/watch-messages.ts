import { setTimeout as delay } from "node:timers/promises";

/** A message of the stand-in for Slack, as much as is needed to recognise it. */
export interface SeenMessage {
  readonly id: number;
  readonly receivedAtMs: number;
  readonly text: string;
  readonly blocks: unknown;
}

const STEP_MS = 500;
const WORDS = { fired: /^(🔴|🟠)/u, resolved: /^✅/u } as const;

const about = (message: SeenMessage, service: string): boolean =>
  JSON.stringify([message.text, message.blocks]).toLowerCase().includes(service.toLowerCase());

export interface MessageWatch {
  /** The first message after `afterId` that tells this about the service; null when `until` passes without. */
  next(what: keyof typeof WORDS, afterId: number): Promise<SeenMessage | null>;
}

/** Asks the stand-in for Slack again and again. */
export function watchMessages(deps: {
  readonly read: () => Promise<readonly SeenMessage[]>;
  readonly service: string;
  readonly untilMs: number;
  readonly nowMs: () => number;
}): MessageWatch {
  return {
    async next(what, afterId) {
      for (;;) {
        const messages = (await deps.read()).toSorted((a, b) => a.id - b.id);
        const found = messages.find((message) => message.id > afterId && WORDS[what].test(message.text) && about(message, deps.service));
        if (found !== undefined) return found;
        if (deps.nowMs() >= deps.untilMs) return null;
        await delay(STEP_MS);
      }
    },
  };
}
