import type { makeControlBackfill } from "./backfill/control-backfill.ts";
import type { makeApplyText } from "./definitions/apply-text.ts";
import type { makeCreateObjective } from "./objective/create-objective.ts";
import type { makeDeleteObjective } from "./objective/delete-objective.ts";
import type { makeGetObjective } from "./objective/get-objective.ts";
import type { makeListRevisions } from "./objective/list-revisions.ts";
import type { makeUpdateObjective } from "./objective/update-objective.ts";
import type { makeDeleteService } from "./service/delete-service.ts";
import type { makeGetService } from "./service/get-service.ts";
import type { ServiceReader } from "./service/service-store.ts";
import type { makeDeleteSource } from "./source/delete-source.ts";
import type { makeGetSource } from "./source/get-source.ts";
import type { makeLookUpSource } from "./source/look-up-source.ts";
import type { makeCreateSource, makeUpdateSource } from "./source/save-source.ts";
import type { SourceReader } from "./source/source-store.ts";
import type { makeTestSavedSource, makeTestSource } from "./source/test-source.ts";
import type { makeDeleteTeam } from "./team/delete-team.ts";
import type { makeGetTeam } from "./team/get-team.ts";
import type { TeamReader } from "./team/team-store.ts";

/** What can be done with definitions, ready to be called. */
export interface DefinitionUseCases {
  readonly createObjective: ReturnType<typeof makeCreateObjective>;
  readonly getObjective: ReturnType<typeof makeGetObjective>;
  readonly updateObjective: ReturnType<typeof makeUpdateObjective>;
  readonly deleteObjective: ReturnType<typeof makeDeleteObjective>;
  readonly listRevisions: ReturnType<typeof makeListRevisions>;
  readonly cancelBackfill: ReturnType<typeof makeControlBackfill>;
  readonly resumeBackfill: ReturnType<typeof makeControlBackfill>;
  readonly applyText: ReturnType<typeof makeApplyText>;
  readonly listSources: SourceReader["list"];
  readonly createSource: ReturnType<typeof makeCreateSource>;
  readonly getSource: ReturnType<typeof makeGetSource>;
  readonly updateSource: ReturnType<typeof makeUpdateSource>;
  readonly deleteSource: ReturnType<typeof makeDeleteSource>;
  readonly lookUpSource: ReturnType<typeof makeLookUpSource>;
  readonly testSource: ReturnType<typeof makeTestSource>;
  readonly testSavedSource: ReturnType<typeof makeTestSavedSource>;
  readonly listServices: ServiceReader["list"];
  readonly getService: ReturnType<typeof makeGetService>;
  readonly deleteService: ReturnType<typeof makeDeleteService>;
  readonly listTeams: TeamReader["list"];
  readonly getTeam: ReturnType<typeof makeGetTeam>;
  readonly deleteTeam: ReturnType<typeof makeDeleteTeam>;
}
