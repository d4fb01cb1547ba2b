import type { FieldProblem } from "@solvent/api-contract";
import type { AlertSeverity } from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import type { InNotificationTransaction } from "./notification-transaction.ts";
import type { RouteReader, RouteSubject, RouteWriter, Scope, StoredRoute } from "./route-store.ts";

const SEVERITIES: readonly AlertSeverity[] = ["page", "ticket"];

/** Names of targets by severity. */
export type RoutedTargets = Readonly<Record<AlertSeverity, readonly string[]>>;

export interface PutRoute {
  readonly scope: Scope;
  /** `all` for the scope of that name. */
  readonly subject: string;
  readonly targets: RoutedTargets;
}

export interface PutRouteDeps {
  readonly inTransaction: InNotificationTransaction;
  readonly routes: Pick<RouteReader, "find">;
}

const subjectUnknown = (message: string): AppError =>
  new AppError("route.subject-unknown", message, { problems: [{ path: "subject", message }] });

/** Throws `route.subject-unknown` where the scope `all` has another subject. */
export function toRouteSubject(scope: Scope, subject: string): RouteSubject {
  if (scope !== "all") return { scope, name: subject };
  if (subject !== "all") throw subjectUnknown("The route for everything is all/all");
  return { scope, name: null };
}

function problemsAt(targets: RoutedTargets, isWrong: (names: readonly string[], index: number) => string | null): FieldProblem[] {
  return SEVERITIES.flatMap((severity) =>
    targets[severity].flatMap((_, index) => {
      const message = isWrong(targets[severity], index);
      return message === null ? [] : [{ path: `${severity}[${index}]`, message }];
    }),
  );
}

function refuseDoubles(targets: RoutedTargets): void {
  const problems = problemsAt(targets, (names, index) => {
    const first = names.indexOf(names[index] ?? "");
    return first < index ? `names the same target as the one at ${first}` : null;
  });
  if (problems.length > 0) throw invalidRequest(problems);
}

async function lockSubject(routes: RouteWriter, { scope, name }: RouteSubject): Promise<string | null> {
  if (scope === "all" || name === null) return null;
  const id = await routes.lockSubject(scope, name);
  if (id === null) throw subjectUnknown(`There is no ${scope} "${name}"`);
  return id;
}

async function lockTargets(routes: RouteWriter, targets: RoutedTargets): Promise<RoutedTargets> {
  const idOf = await routes.lockTargets([...new Set(SEVERITIES.flatMap((severity) => targets[severity]))]);
  const problems = problemsAt(targets, (names, index) => {
    const name = names[index] ?? "";
    return idOf.has(name) ? null : `there is no notification target "${name}"`;
  });
  if (problems.length > 0)
    throw new AppError("route.target-unknown", "A route can only lead to notification targets that exist", { problems });
  const idsOf = (severity: AlertSeverity) => targets[severity].flatMap((name) => idOf.get(name) ?? []);
  return { page: idsOf("page"), ticket: idsOf("ticket") };
}

/** Replaces a route whole. Throws `route.subject-unknown`, `route.target-unknown`, or `request.invalid` for a target that is named twice. */
export const makePutRoute =
  (deps: PutRouteDeps) =>
  async ({ scope, subject: text, targets }: PutRoute): Promise<StoredRoute> => {
    const subject = toRouteSubject(scope, text);
    refuseDoubles(targets);
    await deps.inTransaction(async ({ routes }) => {
      const subjectId = await lockSubject(routes, subject);
      await routes.put({ scope, subjectId, targets: await lockTargets(routes, targets) });
    });
    const stored = await deps.routes.find(subject);
    if (stored === null) throw routeNotFound(subject);
    return stored;
  };

export const routeNotFound = ({ scope, name }: RouteSubject): AppError =>
  new AppError("route.not-found", name === null ? "There is no route for everything" : `There is no route for the ${scope} "${name}"`);
