import { queriesOf } from "@solvent/domain";
import type { DeclaredKind } from "@solvent/spec";
import { AppError } from "../../errors/app-error.ts";
import type { Actor } from "../actor.ts";
import { checkAgreements, saveAgreements } from "../agreement/apply-agreements.ts";
import { checkGroups } from "../group/check-groups.ts";
import { saveGroup } from "../group/save-group.ts";
import type { HistoryLimits } from "../objective/plan-history.ts";
import { type SavedObjective, saveObjectives } from "../objective/save-objectives.ts";
import type { SourceKinds } from "../source/source-kinds.ts";
import type { AppliedDefinition } from "./applied-definition.ts";
import { applyPolicies } from "./apply-policies.ts";
import { type ApplyProblem, ProblemsFound, placeProblems, type TextDiagnostic } from "./apply-problems.ts";
import { applyServices } from "./apply-services.ts";
import { type AppliedSources, applySources } from "./apply-sources.ts";
import { checkBrought, type FollowRules } from "./check-brought.ts";
import { checkObjectives } from "./check-objectives.ts";
import type { DefinitionReader, ReadText } from "./definition-reader.ts";
import type { DefinitionTransaction, InTransaction } from "./definition-transaction.ts";

export interface AppliedText {
  readonly dryRun: boolean;
  readonly diagnostics: readonly TextDiagnostic[];
  readonly changes: readonly AppliedDefinition[];
}

export interface ApplyTextDeps {
  readonly reader: DefinitionReader;
  readonly inTransaction: InTransaction;
  /** A transaction that always ends without storing anything. */
  readonly inRehearsal: InTransaction;
  readonly kinds: SourceKinds;
  readonly recurrences: FollowRules;
  readonly history: HistoryLimits;
  readonly newId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface ApplyText {
  readonly text: string;
  /** Does everything and stores nothing; errors are then part of the result. */
  readonly dryRun: boolean;
}

const isError = ({ severity }: TextDiagnostic): boolean => severity === "error";

/** A text may say of what kind a stored data source is; then it has to be right. */
function checkDeclaredKinds(declared: readonly DeclaredKind[], known: AppliedSources["known"]): TextDiagnostic[] {
  return declared.flatMap(({ source, kind, place }): TextDiagnostic[] => {
    const stored = known.get(source);
    if (stored === undefined || stored.kind === kind) return [];
    return [{ ...place, severity: "error", message: `the data source "${source}" is of the kind "${stored.kind}"` }];
  });
}

/** Writes all definitions of a text; throws ProblemsFound, with all of them at once, and then nothing may be kept. */
async function writeAll(deps: ApplyTextDeps, tx: DefinitionTransaction, read: ReadText, actor: Actor): Promise<AppliedDefinition[]> {
  const { kinds, newId, history } = deps;
  const { definitions: wanted, declaredKinds } = read;
  const written = [...wanted.objectives, ...wanted.groups.map(({ objective }) => objective)];
  const serviceNames = written.map(({ service }) => service);
  const services = await applyServices(tx, wanted.services, serviceNames);
  const sourceNames = written.flatMap(({ indicator }) => queriesOf(indicator).map(({ query }) => query.source));
  const sources = await applySources({ tx, kinds, newId, definitions: wanted.sources, referred: sourceNames });
  const policies = await applyPolicies({ tx, author: actor.name, definitions: wanted.policies, written });
  const abilities = { kinds };
  const brought = checkBrought(wanted.adjustments, deps.recurrences);
  const groups = await checkGroups({ tx, abilities, definitions: wanted.groups, services: services.ids, sources: sources.known });
  const objectives = await checkObjectives({
    tx,
    abilities,
    definitions: wanted.objectives,
    services: services.ids,
    sources: sources.known,
    brought: brought.byObjective,
  });
  const agreements = await checkAgreements({ tx, wanted: wanted.agreements, objectives: wanted.objectives });
  const placed = checkDeclaredKinds(declaredKinds, sources.known);
  const checked = [sources, policies, groups, objectives, brought, agreements];
  const problems = checked.flatMap((one): readonly ApplyProblem[] => one.problems);
  if (problems.length + placed.length > 0) throw new ProblemsFound(problems, placed);
  const context = { tx, author: actor.name, nowMs: deps.now(), history };
  const saved = await saveObjectives(context, objectives.items);
  const savedGroups: SavedObjective[] = [];
  for (const group of groups.items) savedGroups.push(await saveGroup(context, group));
  const savedAgreements = await saveAgreements(tx, { items: agreements.items, author: actor.name });
  return [
    ...services.changes,
    ...sources.changes,
    ...policies.changes,
    ...saved.map((one): AppliedDefinition => ({ kind: "SLO", ...one })),
    ...savedGroups.map((one): AppliedDefinition => ({ kind: "SLO", group: true, ...one })),
    ...savedAgreements,
  ];
}

async function attempt(deps: ApplyTextDeps, { text, dryRun }: ApplyText, actor: Actor): Promise<AppliedText> {
  const read = await deps.reader.read(text);
  if (read.diagnostics.some(isError)) return { dryRun, diagnostics: read.diagnostics, changes: [] };
  const transact = dryRun ? deps.inRehearsal : deps.inTransaction;
  try {
    const changes = await transact((tx) => writeAll(deps, tx, read, actor));
    return { dryRun, diagnostics: read.diagnostics, changes };
  } catch (error) {
    if (!(error instanceof ProblemsFound)) throw error;
    return { dryRun, diagnostics: [...(await placeProblems(deps.reader, text, error)), ...read.diagnostics], changes: [] };
  }
}

function toRefusal(errors: readonly TextDiagnostic[]): AppError {
  const what = errors.length === 1 ? "one error" : `${errors.length} errors`;
  const problems = errors.map(({ path, message, line, column }) => ({ path, message, line, column }));
  return new AppError("definition.invalid", `The text has ${what}; nothing was stored`, { problems });
}

/**
 * Creates or updates everything in a text, all or nothing; applying it again changes nothing. Asks no source, so it never waits
 * for one. Throws `definition.invalid` with places, except in a dry run, whose result carries the diagnostics.
 */
export const makeApplyText =
  (deps: ApplyTextDeps) =>
  async (input: ApplyText, actor: Actor): Promise<AppliedText> => {
    const applied = await attempt(deps, input, actor);
    const errors = applied.diagnostics.filter(isError);
    if (errors.length > 0 && !input.dryRun) throw toRefusal(errors);
    return applied;
  };
