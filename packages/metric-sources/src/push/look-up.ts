import { failed, succeeded } from "../failure.ts";
import type { LookUp, LookUpHit, LookUpKind, Outcome } from "../source.ts";
import type { AskInbox } from "./ask-inbox.ts";

const NAMES_OF = { stream: "minutes", metric: "metric" } as const;

export const PUSH_LOOK_UPS: readonly LookUpKind[] = [
  { what: "stream", title: "Names of minutes", within: null },
  { what: "metric", title: "Metrics", within: null },
];

const isKnown = (what: string): what is keyof typeof NAMES_OF => Object.hasOwn(NAMES_OF, what);

export async function lookUpNames(
  ask: AskInbox,
  { what, text, limit }: LookUp,
  signal: AbortSignal,
): Promise<Outcome<readonly LookUpHit[]>> {
  if (!isKnown(what)) return failed("bad-query", `there are no names of "${what.slice(0, 40)}" here`);
  const names = await ask((inbox, within) => inbox.names({ of: NAMES_OF[what], text, limit }, within), signal);
  return names.ok ? succeeded(names.value.map((name) => ({ name, detail: null }))) : names;
}
