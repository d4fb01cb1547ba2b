import { ANNOTATION_KINDS, type AnnotationInput, type AnnotationKind } from "@solvent/api-contract";
import { formatInstant, instantOfLocal, isoMinuteOfMs, localTimeOf } from "../../lib/time.ts";
import { capital } from "../../lib/words.ts";
import { EVERYTHING, parseSubject, type SubjectOption, subjectValue } from "../mutes/mute.model.ts";

/** An annotation as it is entered. Times are UTC. */
export interface AnnotationValues {
  readonly kind: AnnotationKind;
  readonly title: string;
  readonly subject: string;
  readonly from: string;
  /** Empty: it was an instant. */
  readonly to: string;
  readonly url: string;
}

const UTC = "UTC";
export const KIND_OPTIONS = ANNOTATION_KINDS.map((value) => ({ value, label: capital(value) }));

interface Subject {
  readonly name: string;
  readonly service: string;
  readonly team: string | null;
}

/** From the objective to everything. */
export const aboutOptions = ({ name, service, team }: Subject): SubjectOption[] => [
  { value: subjectValue({ scope: "objective", name }), label: "This objective" },
  { value: subjectValue({ scope: "service", name: service }), label: `Its service, ${service}` },
  ...(team === null ? [] : [{ value: subjectValue({ scope: "team", name: team }), label: `Its team, ${team}` }]),
  EVERYTHING,
];

export const initialAnnotation = (objective: Subject, nowMs: number): AnnotationValues => ({
  kind: "deploy",
  title: "",
  subject: subjectValue({ scope: "objective", name: objective.name }),
  from: localTimeOf(nowMs, UTC),
  to: "",
  url: "",
});

/** The same instant on the clocks of the page; nothing where there is none, or where they show UTC too. */
export function onPageClocks(text: string, zone: string): string {
  const ms = instantOfLocal(text, UTC);
  return ms === null || zone === UTC ? "" : `${formatInstant(ms, zone)} in ${zone}`;
}

export interface AnnotationProblems {
  readonly title: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

export type ParsedAnnotation = { readonly input: AnnotationInput } | { readonly problems: AnnotationProblems };

function endProblem(to: string, fromMs: number | null, toMs: number | null): string | null {
  if (to === "") return null;
  if (toMs === null) return "A date and a time, or nothing";
  return fromMs !== null && toMs <= fromMs ? "It has to end after it begins" : null;
}

/** What an address has to look like is said by the API. */
export function parseAnnotation(values: AnnotationValues): ParsedAnnotation {
  const [fromMs, toMs] = [instantOfLocal(values.from, UTC), instantOfLocal(values.to, UTC)];
  const [title, url] = [values.title.trim(), values.url.trim()];
  const problems: AnnotationProblems = {
    title: title === "" ? "Say what happened" : null,
    from: fromMs === null ? "Say when" : null,
    to: endProblem(values.to, fromMs, toMs),
  };
  if (fromMs === null || Object.values(problems).some((problem) => problem !== null)) return { problems };
  return {
    input: {
      ...parseSubject(values.subject),
      kind: values.kind,
      title,
      url: url === "" ? null : url,
      from: isoMinuteOfMs(fromMs),
      to: toMs === null ? null : isoMinuteOfMs(toMs),
    },
  };
}
