import * as z from "zod";
import { PageQuery } from "../common.ts";
import { CorrectionList, CorrectionListQuery, RefillInput, RefillList, RefillReceipt } from "../correction.ts";
import { PushMinutesInput, PushName, PushReceipt } from "../push.ts";
import { byId, byUuid, define } from "./endpoint.ts";

export const streamsEndpoints = {
  pushMinutes: define({
    method: "POST",
    path: "/streams/:name/minutes",
    role: "sender",
    tag: "streams",
    summary:
      "Send good and total of minutes to a push source, with its token as Authorization: Bearer. Late minutes and repeats are welcome",
    params: z.object({ name: PushName }),
    body: PushMinutesInput,
    response: PushReceipt,
    status: 200,
  }),
  listCorrections: define({
    method: "GET",
    path: "/streams/:id/corrections",
    role: "viewer",
    tag: "streams",
    summary: "Stored minutes that were changed afterwards, newest change first",
    params: byId,
    query: CorrectionListQuery,
    response: CorrectionList,
    status: 200,
  }),
  refillStream: define({
    method: "POST",
    path: "/streams/:id/refill",
    role: "editor",
    tag: "streams",
    summary: "Read an interval of a stream again from its source. Answers when it is done, or after about 20 s with how far it is",
    params: byId,
    body: RefillInput,
    response: RefillReceipt,
    status: 200,
  }),
  listRefills: define({
    method: "GET",
    path: "/streams/:id/refills",
    role: "viewer",
    tag: "streams",
    summary: "Receipts of intervals that were read again, newest first",
    params: byId,
    query: PageQuery,
    response: RefillList,
    status: 200,
  }),
  getRefill: define({
    method: "GET",
    path: "/refills/:id",
    role: "viewer",
    tag: "streams",
    summary: "One receipt",
    params: byUuid,
    response: RefillReceipt,
    status: 200,
  }),
};
