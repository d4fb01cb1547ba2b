import type { SpecFormat } from "../../format.ts";
import { isOpenSlo } from "./detect.ts";
import { toDomain } from "./to-domain.ts";

/** OpenSLO v1: Service, DataSource, SLI, AlertCondition, AlertPolicy and SLO. */
export const openslo: SpecFormat = {
  title: "OpenSLO v1",
  claims: (document) => isOpenSlo(document.value),
  toDomain,
};
