import type { SourceKind, SourceTestResult } from "@solvent/api-contract";
import { failureWords } from "../../lib/failure-words.ts";
import { listText, sentences } from "../../lib/words.ts";
import { type FormValues, type ShownForm, shownForm } from "./source-form.model.ts";

/** A clock that is off by more than this moves events into the wrong minute. */
const SKEW_WORTH_TELLING_MS = 1_000;

/** Most kinds name the product with its version; a bare number needs the word. */
export const versionText = (version: string | null): string =>
  version === null ? "" : /^\d/.test(version) ? `Version ${version}` : version;

export function testFacts(result: Pick<SourceTestResult, "version" | "latencyMs" | "clockSkewMs">): string {
  const skew = result.clockSkewMs ?? 0;
  const parts = [
    versionText(result.version),
    result.latencyMs === null ? "" : `${result.latencyMs}\u202fms`,
    Math.abs(skew) > SKEW_WORTH_TELLING_MS
      ? `its clock is ${(Math.abs(skew) / 1000).toFixed(1)}\u202fs ${skew > 0 ? "ahead" : "behind"}`
      : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

export interface Verdict {
  readonly ok: boolean;
  readonly lead: string;
  /** What it is, or the source's own words. */
  readonly detail: string;
  /** What to do about a failure; nothing when it answers. */
  readonly advice: string;
  readonly notes: readonly string[];
}

/** What came of a test of a connection with these values. */
export function toVerdict(result: SourceTestResult, kind: SourceKind, connection: FormValues["connection"]): Verdict {
  const { ok, failure, notes } = result;
  if (failure === null) {
    return { ok, lead: ok ? "It answers." : "It answers, but cannot be used.", detail: testFacts(result), advice: "", notes };
  }
  return {
    ok: false,
    lead: `${failureWords(failure.class).what}.`,
    detail: failure.message,
    advice: adviceFor(failure.class, kind, connection),
    notes,
  };
}

/** What to do about a failure of a connection with these values. */
export function adviceFor(failureClass: string, kind: SourceKind, connection: FormValues["connection"]): string {
  const { lies, advice } = failureWords(failureClass);
  const fields = lies === null ? [] : suspects(shownForm(kind, connection), lies);
  return sentences(fields.length === 0 ? "" : `Check ${listText(fields)}`, advice);
}

/**
 * Titles of the fields that such a failure comes from. Credentials are the secrets, what they depend on, and what depends on the same;
 * an address is what has to be entered besides.
 */
function suspects({ fields, secrets }: ShownForm, lies: "address" | "credentials"): string[] {
  const controls = new Set(secrets.flatMap((secret) => Object.keys(secret.when)));
  const signsIn = fields.filter(({ key, when }) => controls.has(key) || Object.keys(when).some((control) => controls.has(control)));
  if (lies === "credentials") return [...signsIn, ...secrets].map(({ title }) => title);
  const others = fields.filter((field) => !signsIn.includes(field));
  const needed = others.filter(({ required }) => required);
  return (needed.length > 0 ? needed : others.slice(0, 1)).map(({ title }) => title);
}
