import * as z from "zod";
import { MinuteInstant } from "./common.ts";

/** A name under which minutes are sent. */
export const PushName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9._-]{0,118}[a-z0-9])?$/, "1 to 120 lower-case letters, digits, dots, hyphens and underscores")
  .meta({ examples: ["checkout"] });

const PushedCount = z
  .union(
    [
      z
        .number()
        .nonnegative()
        .max(Number.MAX_SAFE_INTEGER / 1000),
      z.string().regex(/^\d{1,13}(\.\d{1,3})?$/),
    ],
    {
      error: "must be a count of at least 0 with at most three decimals, as a number or a decimal text",
    },
  )
  .meta({ description: "At most three decimals; a decimal text or a number" });

/** Good and total of minutes. A minute sent again replaces what was sent before, so that a request may be repeated. */
export const PushMinutesInput = z.strictObject({
  minutes: z
    .array(z.strictObject({ minute: MinuteInstant.meta({ description: "Its beginning" }), good: PushedCount, total: PushedCount }))
    .min(1)
    .max(1000),
});
export type PushMinutesInput = z.infer<typeof PushMinutesInput>;

export const PushReceipt = z.object({
  received: z.number().int().meta({ description: "Minutes in the request" }),
  changed: z.number().int().meta({ description: "Those that were new or different" }),
});
export type PushReceipt = z.infer<typeof PushReceipt>;
