import * as z from "zod";
import type { Timing } from "../source.ts";

const MAX_DELAY_SECONDS = 3_600;
const MAX_SETTLE_MINUTES = 1_440;

export const USUAL_TIMING: Timing = { ingestDelaySeconds: 60, settleMinutes: 10 };

export const pushConnection = z.strictObject({
  delaySeconds: z
    .number()
    .int()
    .min(0)
    .max(MAX_DELAY_SECONDS)
    .default(USUAL_TIMING.ingestDelaySeconds)
    .meta({
      title: "Delay in seconds",
      description: `How long after its end a minute is usually sent, 0 to ${MAX_DELAY_SECONDS}: so long Solvent waits before it counts it`,
    }),
  settleMinutes: z
    .number()
    .int()
    .min(1)
    .max(MAX_SETTLE_MINUTES)
    .default(USUAL_TIMING.settleMinutes)
    .meta({
      title: "Settle time in minutes",
      description: `How many minutes are looked at again each time, 1 to ${MAX_SETTLE_MINUTES}. What comes later is counted, too, a little later`,
    }),
});
export type PushConnection = z.infer<typeof pushConnection>;

export const timingOf = ({ delaySeconds, settleMinutes }: PushConnection): Timing => ({ ingestDelaySeconds: delaySeconds, settleMinutes });
