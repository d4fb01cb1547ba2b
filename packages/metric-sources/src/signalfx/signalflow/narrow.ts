import type { GroupLabels } from "../../source.ts";
import { quote, type SyntaxProblem } from "./lexer.ts";
import { type Argument, type Call, isFiltered, type Program } from "./program.ts";
import { applyEdits, type Edit } from "./rewrite.ts";

/** A filter for series with this value of a dimension; an empty one is that of series without it. */
const conditionOf = (dimension: string, value: string): string =>
  value === "" ? `not filter(${quote(dimension)}, '*')` : `filter(${quote(dimension)}, ${quote(value)})`;

export const filterOf = (labels: GroupLabels): string =>
  Object.entries(labels)
    .map(([dimension, value]) => conditionOf(dimension, value))
    .join(" and ");

const filterArgument = ({ args }: Call): Argument | null =>
  args.find(({ name }) => name === "filter") ?? args.find(({ name }, index) => index === 1 && name === null) ?? null;

function editOf({ text, tokens }: Program, call: Call, filter: string): Edit[] {
  const given = filterArgument(call);
  const [first, last] = [tokens[given?.from ?? -1], tokens[(given?.to ?? 0) - 1]];
  if (given !== null && first !== undefined && last !== undefined) {
    const to = last.at + last.text.length;
    const own = text.slice(first.at, to);
    return [{ from: first.at, to, text: own === "None" ? filter : `(${own}) and ${filter}` }];
  }
  const metric = tokens[(call.args[0]?.to ?? call.close) - 1];
  const at = metric === undefined ? 0 : metric.at + metric.text.length;
  return [{ from: at, to: at, text: `, filter=${filter}` }];
}

function problemOf({ tokens, queries }: Program, labels: GroupLabels): SyntaxProblem | null {
  const offsetOf = (call: Call | undefined): number => tokens[call?.place ?? 0]?.at ?? 0;
  const other = queries.find((call) => !isFiltered(call) || call.args[0]?.name !== null);
  if (other !== undefined)
    return { message: `cannot be narrowed: ${other.name}(…) takes no filter of dimensions`, offset: offsetOf(other) };
  if (queries.length === 0) return { message: "cannot be narrowed: it has no data(…)", offset: 0 };
  const wild = Object.entries(labels).find(([, value]) => value.includes("*"));
  return wild === undefined
    ? null
    : {
        message: `cannot be narrowed to ${wild[0]}=${JSON.stringify(wild[1])}: a filter takes * for any text`,
        offset: offsetOf(queries[0]),
      };
}

export type Narrowed = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: SyntaxProblem };

/** The program over the series with these values only: every data() gets the filter besides its own. */
export function narrowProgram(program: Program, labels: GroupLabels): Narrowed {
  const problem = problemOf(program, labels);
  if (problem !== null) return { ok: false, problem };
  const filter = filterOf(labels);
  return {
    ok: true,
    text: applyEdits(
      program.text,
      program.queries.flatMap((call) => editOf(program, call, filter)),
    ),
  };
}
