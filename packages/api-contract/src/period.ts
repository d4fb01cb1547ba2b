import * as z from "zod";
import { AgreementPeriod } from "./agreement.ts";

/** Periods of an objective with a calendar window. Closed ones are frozen once no late data is expected any more, and never change afterwards. */
export const ObjectivePeriods = z.object({
  items: z.array(AgreementPeriod).meta({ description: "Newest first, at most 60; empty for a rolling window" }),
});
export type ObjectivePeriods = z.infer<typeof ObjectivePeriods>;
