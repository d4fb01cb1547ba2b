import type { Scope } from "../notification/route-store.ts";

export interface StoredMute {
  readonly id: string;
  readonly scope: Scope;
  /** Of the team, service or objective; null for everything. */
  readonly name: string | null;
  readonly reason: string;
  readonly author: string;
  readonly createdAtMs: number;
  readonly endsAtMs: number;
  readonly endedBy: string | null;
  /** By the database's clock, when it was read. */
  readonly active: boolean;
}

export interface NewMute {
  readonly scope: Scope;
  readonly name: string | null;
  readonly reason: string;
  readonly minutes: number;
  readonly author: string;
}

/** All instants are the database's clock, which is also the sender's. */
export interface MuteStore {
  /** Active ones first, then those that ended in the last 30 days; newest first. */
  list(): Promise<readonly StoredMute[]>;
  /** Null when there is no team, service or objective of this name. */
  create(mute: NewMute): Promise<StoredMute | null>;
  /** One that has ended already stays as it is. Null when there is none of this id. */
  end(id: string, endedBy: string): Promise<StoredMute | null>;
}
