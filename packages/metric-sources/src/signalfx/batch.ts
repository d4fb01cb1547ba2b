import { MAX_PROGRAM_LENGTH, MAX_QUERIES, type Program } from "./signalflow/program.ts";
import { renamedLabel, renameProgram } from "./signalflow/rewrite.ts";

/** A program that is to be run, once for all who want it. */
export interface Member {
  readonly key: string;
  readonly program: Program;
  /** Time series that go in, as last seen. */
  readonly inputSeries: number;
}

export interface BatchLimits {
  readonly minutes: number;
  /** Programs that must not be joined with others now. */
  readonly isAlone: (member: Member) => boolean;
}

/** Values of one answer, so that it stays well below 16 MiB in either transport. */
const MAX_VALUES = 150_000;
/** The service allows 250,000 series in one program. */
const MAX_INPUT_SERIES = 100_000;
/** As long as any prefix is: a batch has at most 200 members. */
const LONGEST_PREFIX = "s199_";

interface Size {
  readonly queries: number;
  readonly characters: number;
  readonly values: number;
  readonly inputSeries: number;
}

const sizeOf = ({ program, inputSeries }: Member, minutes: number): Size => ({
  queries: Math.max(1, program.queries.length),
  characters: renameProgram(program, LONGEST_PREFIX).length + 1,
  values: program.publishes.length * minutes,
  inputSeries,
});

const add = (one: Size, other: Size): Size => ({
  queries: one.queries + other.queries,
  characters: one.characters + other.characters,
  values: one.values + other.values,
  inputSeries: one.inputSeries + other.inputSeries,
});

const fits = ({ queries, characters, values, inputSeries }: Size): boolean =>
  queries <= MAX_QUERIES && characters <= MAX_PROGRAM_LENGTH && values <= MAX_VALUES && inputSeries <= MAX_INPUT_SERIES;

/** Programs that are run as one, each list within the limits of the service; what exceeds them by itself is run alone. */
export function planBatches(members: readonly Member[], { minutes, isAlone }: BatchLimits): Member[][] {
  const alone = members.filter(isAlone).map((member) => [member]);
  const batches: Member[][] = [];
  let size: Size | null = null;
  for (const member of members.filter((one) => !isAlone(one))) {
    const own = sizeOf(member, minutes);
    const joined: Size | null = size === null ? null : add(size, own);
    const batch = batches.at(-1);
    if (batch !== undefined && joined !== null && fits(joined)) {
      batch.push(member);
      size = joined;
    } else {
      batches.push([member]);
      size = own;
    }
  }
  return [...batches, ...alone];
}

/** The program of a batch, and the labels that the streams of each member have in its answer. */
export interface JoinedProgram {
  readonly text: string;
  /** Published streams of all members. */
  readonly streams: number;
  readonly labelsOf: (place: number) => readonly { readonly own: string | null; readonly joined: string | null }[];
}

const prefixOf = (place: number): string => `s${place}_`;

export function joinPrograms(members: readonly Member[]): JoinedProgram {
  const [only] = members;
  const single = members.length === 1 && only !== undefined;
  const text = single ? only.program.text : members.map(({ program }, place) => renameProgram(program, prefixOf(place))).join("\n");
  return {
    text,
    streams: members.reduce((sum, { program }) => sum + program.publishes.length, 0),
    labelsOf: (place) =>
      (members[place]?.program.publishes ?? []).map(({ label }) => ({
        own: label,
        joined: single ? label : renamedLabel(prefixOf(place), label),
      })),
  };
}
