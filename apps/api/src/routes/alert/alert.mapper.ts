import { MINUTE_MS } from "@solvent/domain";
import type { AlertFilter } from "../../usecases/alert/alert-reader.ts";
import type { EndpointRequest } from "../endpoint.ts";

const toMinuteOrNull = (instant: string | undefined): number | null => (instant === undefined ? null : Date.parse(instant) / MINUTE_MS);

export const toFilter = (query: EndpointRequest<"listAlerts">["query"]): AlertFilter => ({
  state: query.state ?? null,
  kind: query.kind ?? null,
  severity: query.severity ?? null,
  objective: query.objective ?? null,
  service: query.service ?? null,
  team: query.team ?? null,
  source: query.source ?? null,
  from: toMinuteOrNull(query.from),
  to: toMinuteOrNull(query.to),
});
