import { findNotifierKind, type Notifier, type PostHttp } from "../src/index.ts";

/** What the clock of a connected notifier says. */
export const NOW = Date.UTC(2026, 10, 23, 19, 0, 5);

/** A notifier as the service connects one: through the registry. */
export function connectKind(
  kind: string,
  settings: Readonly<Record<string, unknown>>,
  { secrets, http }: { readonly secrets: Readonly<Record<string, string>>; readonly http: PostHttp },
): Notifier {
  const prepared = findNotifierKind(kind)?.prepare(settings);
  if (prepared?.ok !== true) throw new Error(`${kind} cannot be connected: ${JSON.stringify(prepared)}`);
  return prepared.value.connect(secrets, { http, now: () => NOW });
}
