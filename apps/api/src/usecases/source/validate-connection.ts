import type { JsonValue } from "@solvent/domain";
import type { Timing } from "@solvent/metric-sources";
import { AppError } from "../../errors/app-error.ts";
import { type PathProblem, toPathProblems } from "../../errors/field-problems.ts";
import type { AnySourceKind, SourceKinds } from "./source-kinds.ts";

export type Connection = { readonly [key: string]: JsonValue };

export interface ValidConnection {
  readonly kind: AnySourceKind;
  /** As the adapter understands it, with defaults filled in. */
  readonly connection: Connection;
  /** scheme://host:port that secrets are bound to. */
  readonly origin: string;
  readonly timing: Timing;
}

export type CheckedConnection =
  | { readonly ok: true; readonly value: ValidConnection }
  | { readonly ok: false; readonly problems: readonly PathProblem[] };

/** Throws `source.kind-unknown`, naming the known ones. */
export function getSourceKind(kinds: SourceKinds, kind: string): AnySourceKind {
  const found = kinds.find(kind);
  if (found !== null) return found;
  const known = kinds.all().map((one) => one.kind);
  throw new AppError("source.kind-unknown", `Solvent does not know the kind "${kind}" of data source; it knows ${known.join(", ")}`, {
    problems: [{ path: "kind", message: `must be one of ${known.join(", ")}` }],
  });
}

/** A secret among the readable fields would be shown to everybody, so it is named and refused, and its value is not repeated. */
function findSecretsInside(kind: AnySourceKind, connection: Connection): PathProblem[] {
  return Object.keys(connection)
    .filter((field) => Object.hasOwn(kind.secrets, field))
    .map((field) => ({
      path: ["connection", field],
      message: `is a secret: give it as secrets.${field}, where it is encrypted and never shown`,
    }));
}

/** Checks the readable part of a connection against its adapter. Paths start with `connection`. */
export function checkConnection(kind: AnySourceKind, connection: Connection): CheckedConnection {
  const secrets = findSecretsInside(kind, connection);
  if (secrets.length > 0) return { ok: false, problems: secrets };
  const parsed = kind.connection.safeParse(connection);
  if (!parsed.success) return { ok: false, problems: toPathProblems(parsed.error, ["connection"]) };
  const prepared = kind.prepare(parsed.data);
  if (!prepared.ok)
    return { ok: false, problems: prepared.problems.map(({ path, message }) => ({ path: ["connection", ...path], message })) };
  // Adapters describe connections as plain JSON objects: they travel as JSON.
  return { ok: true, value: { kind, connection: parsed.data as Connection, origin: prepared.value.origin, timing: prepared.value.timing } };
}
