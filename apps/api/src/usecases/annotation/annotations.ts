import type { Annotation, AnnotationInput } from "@solvent/api-contract";
import { isoOfMinute, MINUTES_PER_DAY, type Minute, minuteOfMs } from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import type { Actor } from "../actor.ts";
import type { ObjectiveDirectory } from "../status/objective-directory.ts";
import type { AnnotationReader, AnnotationStore, NewAnnotation, StoredAnnotation } from "./annotation-store.ts";

export interface AnnotationDeps {
  readonly annotations: AnnotationStore & AnnotationReader;
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const MOST_LISTED = 1_000;
const USUAL_DAYS = 30;
const minuteOf = (iso: string): Minute => minuteOfMs(Date.parse(iso));
const refuse = (path: string, message: string): AppError => invalidRequest([{ path, message }]);

export const toAnnotation = ({ createdAtMs, from, to, ...stored }: StoredAnnotation): Annotation => ({
  ...stored,
  from: isoOfMinute(from),
  to: isoOfMinute(to),
  createdAt: new Date(createdAtMs).toISOString(),
});

function toNew(input: AnnotationInput, { author, nowMs }: { readonly author: string; readonly nowMs: number }): NewAnnotation {
  const { scope, name } = input;
  if (scope === "all" && name !== null) throw refuse("name", "must be null: the scope is everything");
  if (scope !== "all" && name === null) throw refuse("name", `must name the ${scope}`);
  const from = input.from === undefined ? minuteOfMs(nowMs) : minuteOf(input.from);
  const to = input.to === null ? from + 1 : minuteOf(input.to);
  if (to <= from) throw refuse("to", "must be later than from");
  return { ...input, from, to, author };
}

/** Throws `annotation.subject-unknown`, and `request.invalid` where scope and name, or from and to, do not fit. */
export const makeCreateAnnotation =
  ({ annotations, now }: Pick<AnnotationDeps, "annotations" | "now">) =>
  async (input: AnnotationInput, actor: Actor): Promise<Annotation> => {
    const stored = await annotations.create(toNew(input, { author: actor.name, nowMs: now() }));
    if (stored !== null) return toAnnotation(stored);
    const message = `There is no ${input.scope} "${input.name}"`;
    throw new AppError("annotation.subject-unknown", message, { problems: [{ path: "name", message }] });
  };

export interface AskedAnnotations {
  readonly objective?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Newest first. Throws `objective.not-found`, and `request.invalid` for an interval that cannot be. */
export const makeListAnnotations =
  ({ annotations, directory, now }: AnnotationDeps) =>
  async (asked: AskedAnnotations): Promise<readonly Annotation[]> => {
    const end = asked.to === undefined ? minuteOfMs(now()) + 1 : minuteOf(asked.to);
    const start = asked.from === undefined ? end - USUAL_DAYS * MINUTES_PER_DAY : minuteOf(asked.from);
    if (end <= start) throw refuse("to", "must be later than from");
    if (asked.objective === undefined) return (await annotations.list({ start, end }, MOST_LISTED)).map(toAnnotation);
    const entry = await directory.findEntry(asked.objective);
    if (entry === null) throw new AppError("objective.not-found", `There is no objective "${asked.objective}"`);
    const found = (await annotations.about([entry.id], { start, end })).get(entry.id) ?? [];
    return [...found].reverse().slice(0, MOST_LISTED).map(toAnnotation);
  };

/** Throws `annotation.not-found`. */
export const makeDeleteAnnotation =
  ({ annotations }: Pick<AnnotationDeps, "annotations">) =>
  async (id: string): Promise<void> => {
    if (!(await annotations.remove(id))) throw new AppError("annotation.not-found", `There is no annotation ${id}`);
  };
