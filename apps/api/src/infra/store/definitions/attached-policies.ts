import type { AlertPolicyDefinition } from "@solvent/domain";
import type pg from "pg";
import { StoredPolicyDefinition } from "./stored-policy.ts";

/**
 * SQL of the policies of an objective, whose id is the expression `objective`, in their order and each with its revision:
 * `id/revision,id/revision`, empty for none. The text changes whenever any of them does.
 */
export const policyStampOf = (objective: string): string => `
  coalesce((SELECT string_agg(p.id || '/' || p.revision, ',' ORDER BY op.position)
    FROM objective_policy op JOIN alert_policy p ON p.id = op.policy_id WHERE op.objective_id = ${objective}), '')`;

const REVISIONS = `
  SELECT r.policy_id || '/' || r.revision AS key, r.definition FROM alert_policy_revision r
  JOIN unnest($1::text[]) AS asked (key) ON r.policy_id = split_part(asked.key, '/', 1)::uuid AND r.revision = split_part(asked.key, '/', 2)::int`;

/** More different revisions than this are no company's, but somebody's experiment. */
const REMEMBERED = 10_000;

const NONE: readonly AlertPolicyDefinition[] = [];
const keysOf = (stamp: string): string[] => (stamp === "" ? [] : stamp.split(","));

/** A policy that was deleted since its stamp was read is left out: nothing is attached to it any more. */
export interface AttachedPolicies {
  /** The policies of each stamp; the same list for the same stamp. */
  read(stamps: readonly string[]): Promise<(stamp: string) => readonly AlertPolicyDefinition[]>;
}

/** A revision never changes: each is read once. */
export function makeAttachedPolicies(pool: pg.Pool): AttachedPolicies {
  const revisions = new Map<string, AlertPolicyDefinition>();
  const lists = new Map<string, readonly AlertPolicyDefinition[]>();

  async function learn(keys: readonly string[]): Promise<void> {
    const unknown = keys.filter((key) => !revisions.has(key));
    if (unknown.length === 0) return;
    const { rows } = await pool.query<{ key: string; definition: unknown }>(REVISIONS, [unknown]);
    for (const { key, definition } of rows) revisions.set(key, StoredPolicyDefinition.parse(definition));
  }

  function listOf(stamp: string): readonly AlertPolicyDefinition[] {
    const keys = keysOf(stamp);
    if (keys.length === 0) return NONE;
    const known = lists.get(stamp);
    if (known !== undefined) return known;
    const list = keys.flatMap((key) => revisions.get(key) ?? []);
    if (list.length === keys.length) lists.set(stamp, list);
    return list;
  }

  return {
    async read(stamps) {
      if (revisions.size + lists.size > REMEMBERED) {
        revisions.clear();
        lists.clear();
      }
      await learn([...new Set(stamps)].filter((stamp) => !lists.has(stamp)).flatMap(keysOf));
      return listOf;
    },
  };
}
