import {
  ANNOTATION_LEAD_MINUTES,
  type Annotation,
  type AnnotationInput,
  type EndpointName,
  type EpisodeLedger,
  endpoints,
  type FleetLedger,
} from "@solvent/api-contract";
import type { FakeObjective } from "./fake-objectives.ts";
import { isoMinute, NOW_MS, WATERMARK } from "./simulate.ts";

/** The part of the fake that keeps annotations, and shows them with episodes. */
interface AnnotationsSetup {
  readonly objectives: readonly FakeObjective[];
  /** Whether there are any to begin with. */
  readonly annotated: boolean;
  readonly refuse: (
    status: number,
    code: "request.invalid" | "annotation.not-found" | "annotation.subject-unknown",
    detail: string,
    field?: string,
  ) => Error;
}

interface FakeAsk {
  readonly query: URLSearchParams;
  readonly body: unknown;
}

const DAY = 1440;
const HOUR = 60;
const NOW = new Date(NOW_MS).toISOString();
const idOf = (n: number): string => `5c0d7c52-8f0e-4f0b-9f3a-1b1f6f0c00${String(n).padStart(2, "0")}`;
const minuteOf = (iso: string): number => Math.floor(Date.parse(iso) / 60_000);

const isAbout = (one: Annotation, o: FakeObjective): boolean =>
  one.scope === "all" || one.name === { team: o.team, service: o.service, objective: o.name }[one.scope];
const touches = (one: Annotation, from: number, to: number): boolean => minuteOf(one.from) < to && minuteOf(one.to) > from;
const byStart = (a: Annotation, b: Annotation): number => minuteOf(a.from) - minuteOf(b.from);

export function makeAnnotations({ objectives, annotated, refuse }: AnnotationsSetup) {
  const kept: Annotation[] = annotated ? beginning() : [];
  const find = (name: string): FakeObjective | undefined => objectives.find((o) => o.name === name);
  const parse = (body: unknown): AnnotationInput => {
    const { data, error } = endpoints.createAnnotation.body.safeParse(body);
    const [issue] = error?.issues ?? [];
    if (data === undefined) throw refuse(400, "request.invalid", issue?.message ?? "", issue?.path.join("."));
    if (data.scope === "team") throw refuse(409, "annotation.subject-unknown", `There is no team "${data.name}"`, "name");
    return data;
  };
  const handle = (name: EndpointName, params: Readonly<Record<string, string>>, request: FakeAsk): unknown => {
    switch (name) {
      case "listAnnotations": {
        const query = endpoints.listAnnotations.query.parse(Object.fromEntries(request.query));
        const to = query.to === undefined ? WATERMARK + 1 : minuteOf(query.to);
        const from = query.from === undefined ? to - 30 * DAY : minuteOf(query.from);
        const of = query.objective === undefined ? undefined : find(query.objective);
        return {
          items: kept.filter((one) => (of === undefined || isAbout(one, of)) && touches(one, from, to)).sort((a, b) => byStart(b, a)),
        };
      }
      case "createAnnotation": {
        const made = toAnnotation(parse(request.body), idOf(20 + kept.length));
        kept.push(made);
        return made;
      }
      case "deleteAnnotation": {
        const at = kept.findIndex(({ id }) => id === params.id);
        if (at === -1) throw refuse(404, "annotation.not-found", "there is no such annotation");
        kept.splice(at, 1);
        return null;
      }
      default:
        return undefined;
    }
  };
  const shown = <E extends EpisodeLedger["episodes"][number]>(episode: E, objective: string): E => {
    const of = find(objective);
    const [from, to] = [minuteOf(episode.from) - ANNOTATION_LEAD_MINUTES, minuteOf(episode.to)];
    const annotations = kept.filter((one) => of !== undefined && isAbout(one, of) && touches(one, from, to)).sort(byStart);
    return {
      ...episode,
      annotations: annotations.map(({ id, kind, title, url, from: f, to: t }) => ({ id, kind, title, url, from: f, to: t })),
    };
  };
  return {
    handle,
    /** A ledger with what happened in its episodes. */
    inLedger: (ledger: EpisodeLedger): EpisodeLedger => ({
      ...ledger,
      episodes: ledger.episodes.map((episode) => shown(episode, ledger.objective)),
    }),
    inFleet: (ledger: FleetLedger): FleetLedger => ({ ...ledger, items: ledger.items.map((item) => shown(item, item.objective)) }),
  };
}

function toAnnotation({ from = isoMinute(WATERMARK), to, ...input }: AnnotationInput, id: string): Annotation {
  return { ...input, id, from, to: to ?? isoMinute(minuteOf(from) + 1), author: "local", createdAt: NOW };
}

/** Of the service, the objective and everything; of another team; and of a time before the window. */
function beginning(): Annotation[] {
  const ago = (minutes: number): string => isoMinute(WATERMARK - minutes);
  const drafts: AnnotationInput[] = [
    {
      kind: "deploy",
      scope: "service",
      name: "checkout",
      title: "checkout 1.42.0",
      url: "https://ci.example/run/1420",
      from: ago(34 + 6),
      to: null,
    },
    {
      kind: "incident",
      scope: "objective",
      name: "checkout-availability",
      title: "INC-2041 payments time out",
      url: null,
      from: ago(34 - 12),
      to: ago(2),
    },
    { kind: "deploy", scope: "service", name: "checkout", title: "checkout 1.41.2", url: null, from: ago(6 * DAY + 6 * HOUR), to: null },
    { kind: "note", scope: "all", name: null, title: "Autumn sale begins", url: null, from: ago(16 * DAY), to: null },
    { kind: "note", scope: "team", name: "routing", title: "Maps renewed", url: null, from: ago(20), to: null },
    { kind: "deploy", scope: "service", name: "checkout", title: "checkout 1.30.0", url: null, from: ago(28 * DAY + 3 * HOUR), to: null },
  ];
  return drafts.map((draft, index) => ({ ...toAnnotation(draft, idOf(index)), author: draft.kind === "deploy" ? "pipeline" : "local" }));
}
