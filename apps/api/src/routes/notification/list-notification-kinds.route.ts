import * as z from "zod";
import type { TargetKind } from "../../usecases/notification/target-kinds.ts";
import type { EndpointHandler } from "../endpoint.ts";
import type { TargetRouteDeps } from "./notification-route-deps.ts";
import { toKindResponse } from "./target.mapper.ts";

/** The schema as JSON: without functions and undefined values. */
const Schema = z.record(z.string(), z.json());
const toSchema = (kind: TargetKind) =>
  Schema.parse(JSON.parse(JSON.stringify(z.toJSONSchema(kind.settings, { io: "input", unrepresentable: "any" }))));

/** The kinds do not change while a process runs. */
export const listNotificationKindsRoute = ({
  targetKinds,
}: Pick<TargetRouteDeps<never>, "targetKinds">): EndpointHandler<"listNotificationKinds"> => {
  const items = targetKinds.all().map((kind) => toKindResponse(kind, toSchema(kind)));
  return async () => ({ items });
};
