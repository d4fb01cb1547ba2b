import { minuteOfMs } from "@solvent/domain";
import type { AskedRange } from "../../usecases/insight/insight-range.ts";

const toMinute = (instant: string | undefined): number | null => (instant === undefined ? null : minuteOfMs(Date.parse(instant)));

/** The interval of a query; what is left out is null. */
export const toAskedRange = ({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }): AskedRange => ({
  from: toMinute(from),
  to: toMinute(to),
});
