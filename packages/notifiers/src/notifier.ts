import type * as z from "zod";
import type { Message } from "./message.ts";

/** Why a message was not accepted. Closed: it is a metric label and decides what happens next. */
export const DELIVERY_FAILURES = [
  "unreachable", // DNS, refused, reset, TLS
  "timeout", // no answer in time; it may have been accepted
  "rate-limited", // 429
  "server-error", // 5xx
  "refused", // the receiver does not take this message
  "revoked", // the receiver is gone for good: address withdrawn, channel archived
  "unauthorized", // 401, 403
  "bad-answer", // not what the protocol promises, e.g. a page of a proxy, or a redirect
  "blocked", // the address is not allowed (outgoing policy)
  "aborted", // Solvent is stopping
] as const;
export type DeliveryFailureClass = (typeof DELIVERY_FAILURES)[number];

export interface DeliveryFailure {
  readonly class: DeliveryFailureClass;
  /** Trying again cannot help: the message is given up for this target. */
  readonly permanent: boolean;
  /** It may have been accepted all the same: the connection ended after the message was sent. */
  readonly maybeAccepted: boolean;
  readonly status: number | null;
  /** In the receiver's own words, without secrets, at most 1 kB. */
  readonly message: string;
  /** Seconds that the receiver asked to wait. */
  readonly retryAfterSeconds: number | null;
}

export type DeliveryOutcome =
  | { readonly ok: true; readonly status: number /** The receiver's answer, at most 1 kB, without secrets. */; readonly answer: string }
  | { readonly ok: false; readonly failure: DeliveryFailure };

/** A request with a body that is JSON text already: signatures cover its very bytes. */
export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type PostOutcome =
  | { readonly ok: true; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | {
      readonly ok: false;
      readonly class: "unreachable" | "timeout" | "blocked" | "too-large" | "aborted";
      /** The request was written before it failed. */
      readonly sent: boolean;
      readonly message: string;
    };

/** The one door to the outside. Only `apps/api` makes one. Network failures are outcomes, not exceptions. */
export interface PostHttp {
  post(request: PostRequest): Promise<PostOutcome>;
}

export interface NotifierDeps {
  readonly http: PostHttp;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A connected target. Never throws for what the receiver does wrong. Retrying is the caller's: one call is one message. */
export interface Notifier {
  send(message: Message, signal: AbortSignal): Promise<DeliveryOutcome>;
}

/**
 * One kind of notification target: schema, behaviour and notes in one folder, one line in the registry.
 * `settings` is the non-secret part and drives the form; `secrets` names the write-only fields.
 */
export interface NotifierKindDefinition<Settings> {
  readonly kind: string;
  readonly title: string;
  readonly settings: z.ZodType<Settings>;
  readonly secrets: Readonly<Record<string, { readonly title: string; readonly description: string; readonly required: boolean }>>;
  /** Problems of a secret as written, e.g. "is not the address of a Slack webhook"; null when it is fine. The text never repeats the secret. */
  checkSecret(field: string, value: string): string | null;
  /** scheme://host:port that the secrets are bound to; null where the address is a secret itself. */
  origin(settings: Settings): string | null;
  /** A receiver takes no more than one message in this time. */
  readonly minIntervalMs: number;
  connect(settings: Settings, secrets: Readonly<Record<string, string>>, deps: NotifierDeps): Notifier;
}
