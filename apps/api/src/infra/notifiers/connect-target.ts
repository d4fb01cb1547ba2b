import type { Notifier, NotifierDeps } from "@solvent/notifiers";
import type { Secret } from "../../secret.ts";

/** A kind of notification target, as far as connecting needs it. */
export interface ConnectableKind {
  readonly minIntervalMs: number;
  prepare(
    settings: unknown,
  ):
    | { readonly ok: true; readonly value: { connect(secrets: Readonly<Record<string, string>>, deps: NotifierDeps): Notifier } }
    | { readonly ok: false; readonly problems: readonly { readonly message: string }[] };
}

/** The kinds that this Solvent knows. */
export type FindTargetKind = (kind: string) => ConnectableKind | null;

export interface TargetToConnect {
  readonly kind: string;
  readonly settings: unknown;
}

export interface ConnectedTarget {
  readonly notifier: Notifier;
  readonly minIntervalMs: number;
}

export type Connected = { readonly ok: true; readonly value: ConnectedTarget } | { readonly ok: false; readonly message: string };

/** Connects a target of any kind. Its secrets are revealed here and nowhere else. */
export type ConnectTarget = (target: TargetToConnect, secrets: ReadonlyMap<string, Secret>) => Connected;

export interface ConnectTargetDeps extends NotifierDeps {
  readonly findKind: FindTargetKind;
}

export const makeConnectTarget =
  ({ findKind, http, now }: ConnectTargetDeps): ConnectTarget =>
  ({ kind: name, settings }, secrets) => {
    const kind = findKind(name);
    if (kind === null) return { ok: false, message: `this Solvent does not know the kind "${name}" of notification target` };
    const prepared = kind.prepare(settings);
    if (!prepared.ok) return { ok: false, message: `its settings are not valid: ${prepared.problems[0]?.message ?? name}` };
    const revealed = Object.fromEntries([...secrets].map(([field, secret]) => [field, secret.reveal()]));
    return { ok: true, value: { notifier: prepared.value.connect(revealed, { http, now }), minIntervalMs: kind.minIntervalMs } };
  };
