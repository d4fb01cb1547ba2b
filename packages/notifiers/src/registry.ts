import type * as z from "zod";
import type { Notifier, NotifierDeps, NotifierKindDefinition } from "./notifier.ts";
import { slackNotifier } from "./slack/slack.ts";
import { webhookNotifier } from "./webhook/webhook.ts";

/** A problem of settings as written; `path` leads to the field. */
export interface SettingsProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Validated settings, still without their secrets. */
export interface PreparedTarget {
  /** scheme://host:port that the secrets are bound to; null where the address is a secret itself. */
  readonly origin: string | null;
  connect(secrets: Readonly<Record<string, string>>, deps: NotifierDeps): Notifier;
}

export type PrepareOutcome =
  | { readonly ok: true; readonly value: PreparedTarget }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] };

/** A kind of notification target with the type of its settings hidden, so that all kinds can stand in one list. */
export interface NotifierKind {
  readonly kind: string;
  readonly title: string;
  /** For drawing a form; `z.toJSONSchema` keeps titles and descriptions. */
  readonly settings: z.ZodType;
  readonly secrets: NotifierKindDefinition<unknown>["secrets"];
  readonly minIntervalMs: number;
  /** Problem of a secret as written, null when it is fine. Never repeats the secret. */
  checkSecret(field: string, value: string): string | null;
  /** Checks stored or written settings; problems name their fields. */
  prepare(settings: unknown): PrepareOutcome;
}

function toNotifierKind<Settings>(definition: NotifierKindDefinition<Settings>): NotifierKind {
  const { kind, title, settings, secrets, minIntervalMs } = definition;
  return {
    kind,
    title,
    settings,
    secrets,
    minIntervalMs,
    checkSecret: (field, value) => (Object.hasOwn(secrets, field) ? definition.checkSecret(field, value) : "is not a secret of this kind"),
    prepare(value) {
      const parsed = settings.safeParse(value);
      if (!parsed.success) {
        const problems = parsed.error.issues.map(({ path, message }) => ({
          path: path.map((step) => (typeof step === "symbol" ? String(step) : step)),
          message,
        }));
        return { ok: false, problems };
      }
      const valid = parsed.data;
      return {
        ok: true,
        value: { origin: definition.origin(valid), connect: (secretValues, deps) => definition.connect(valid, secretValues, deps) },
      };
    },
  };
}

/** Every kind of notification target, in the order in which people are offered them. Adding one is a folder and a line here. */
export const NOTIFIER_KINDS: readonly NotifierKind[] = [toNotifierKind(slackNotifier), toNotifierKind(webhookNotifier)];

export const findNotifierKind = (kind: string): NotifierKind | null => NOTIFIER_KINDS.find((one) => one.kind === kind) ?? null;
