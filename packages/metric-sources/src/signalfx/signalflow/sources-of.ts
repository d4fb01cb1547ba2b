import { type Call, isValueName, type Program, type Publish, type Statement } from "./program.ts";

const holds = ({ from, to }: Statement, place: number): boolean => place >= from && place < to;

/** The calls that look up series for one published stream: those of its line, and of the lines whose values it uses. */
export function sourcesOf({ tokens, statements, queries }: Program, publish: Publish): readonly Call[] {
  const needed = new Set<Statement>();
  const open = statements.filter((statement) => holds(statement, publish.place));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (needed.has(next)) continue;
    needed.add(next);
    const names = new Set<string>();
    for (let place = next.from; place < next.to; place += 1) if (isValueName(tokens, place)) names.add(tokens[place]?.text ?? "");
    open.push(...statements.filter(({ assigns }) => assigns !== null && names.has(assigns)));
  }
  return queries.filter(({ place }) => [...needed].some((statement) => holds(statement, place)));
}
