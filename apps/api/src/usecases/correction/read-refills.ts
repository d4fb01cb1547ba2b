import type { RefillReceipt } from "@solvent/api-contract";
import { AppError } from "../../errors/app-error.ts";
import type { Page, PageRequest } from "../page.ts";
import { findStream } from "./find-stream.ts";
import type { RefillRequests } from "./refill-store.ts";
import { toReceipt } from "./to-receipt.ts";

interface ReadRefillsDeps {
  readonly refills: RefillRequests;
}

/** Throws `refill.not-found`. */
export const makeGetRefill =
  ({ refills }: ReadRefillsDeps) =>
  async (id: string): Promise<RefillReceipt> => {
    const refill = await refills.find(id);
    if (refill === null) throw new AppError("refill.not-found", `There is no refill ${id}`);
    return toReceipt(refill);
  };

/** Receipts of one stream, newest first. Throws `stream.not-found`. */
export const makeListRefills =
  ({ refills }: ReadRefillsDeps) =>
  async (id: string, page: PageRequest): Promise<Page<RefillReceipt>> => {
    const { streamId } = await findStream(refills, id);
    const { items, next } = await refills.list(streamId, page);
    return { items: items.map(toReceipt), next };
  };
