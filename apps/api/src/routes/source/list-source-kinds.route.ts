import * as z from "zod";
import type { AnySourceKind } from "../../usecases/source/source-kinds.ts";
import type { EndpointHandler } from "../endpoint.ts";
import { toKindResponse } from "./source.mapper.ts";
import type { SourceRouteDeps } from "./source-route-deps.ts";

/** The schema as JSON: without functions and undefined values. */
const Schema = z.record(z.string(), z.json());
const toSchema = (kind: AnySourceKind) =>
  Schema.parse(JSON.parse(JSON.stringify(z.toJSONSchema(kind.connection, { io: "input", unrepresentable: "any" }))));

/** The kinds do not change while a process runs. */
export const listSourceKindsRoute = ({ kinds }: SourceRouteDeps<never>): EndpointHandler<"listSourceKinds"> => {
  const items = kinds.all().map((kind) => toKindResponse(kind, toSchema(kind)));
  return async () => ({ items });
};
