import { RE2JS } from "re2js";
import { wordsOf } from "../http-failure.ts";
import type { Redact } from "../redact.ts";
import type { SourceFailure } from "../source.ts";
import type { Attempt, Seen } from "./attempt.ts";
import type { BodyRule, Expectation, ProbeMeasure, ProbePlan, StatusRange } from "./query.ts";

/** What an attempt is for one query: an event with what it measured, or none because Solvent could not ask. */
export type Finding =
  | { readonly kind: "event"; readonly good: boolean; readonly value: number; readonly words: string }
  | { readonly kind: "none"; readonly failure: SourceFailure };

export interface Judging {
  readonly redact: Redact;
  /** When the probe ended, in milliseconds since the epoch. */
  readonly endedMs: number;
}

const DAY_MS = 86_400_000;
/** Of a body that is shown. */
const SHOWN_BODY_CHARACTERS = 200;

/** Compares one attempt with what a plan wants. */
export type Judge = (attempt: Attempt, judging: Judging) => Finding;

const inRange = (status: number, ranges: readonly StatusRange[]): boolean => ranges.some(({ from, to }) => status >= from && status <= to);

const rangesText = (ranges: readonly StatusRange[]): string =>
  ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(", ");

function makeBodyCheck(rule: BodyRule | null): (body: string) => boolean {
  if (rule === null) return () => true;
  if (rule.kind === "text") return (body) => body.includes(rule.text);
  const pattern = RE2JS.compile(rule.text, RE2JS.DOTALL);
  return (body) => pattern.matcher(body).find();
}

const daysLeft = ({ certificate }: Seen, endedMs: number): number | null =>
  certificate !== null && "endMs" in certificate ? (certificate.endMs - endedMs) / DAY_MS : null;

function certificateWords(seen: Seen, endedMs: number): string[] {
  const { certificate } = seen;
  if (certificate === null) return [];
  if ("problem" in certificate) return [`the certificate cannot be seen: ${certificate.problem}`];
  const days = daysLeft(seen, endedMs) ?? 0;
  return [`the certificate ends on ${new Date(certificate.endMs).toISOString().slice(0, 10)}, in ${days.toFixed(1)} days`];
}

const answerWords = (seen: Seen, endedMs: number): string =>
  [`${seen.status === null ? "connected" : `HTTP ${seen.status}`} in ${seen.seconds} s`, ...certificateWords(seen, endedMs)].join("; ");

const shownBody = ({ body }: Seen, redact: Redact): string =>
  wordsOf(redact(body).slice(0, 10 * SHOWN_BODY_CHARACTERS)).slice(0, SHOWN_BODY_CHARACTERS);

/** Everything that does not hold, in words. */
function findFaults(expectation: Expectation, hasBody: (body: string) => boolean, seen: Seen, { endedMs, redact }: Judging): string[] {
  const { status, maxSeconds, minCertificateDays } = expectation;
  const faults: string[] = [];
  if (seen.status !== null && !inRange(seen.status, status)) faults.push(`not ${rangesText(status)}: ${shownBody(seen, redact)}`);
  if (!hasBody(seen.body)) faults.push("the expected text is not in the body");
  if (maxSeconds !== null && seen.seconds > maxSeconds) faults.push(`slower than ${maxSeconds} s`);
  const days = daysLeft(seen, endedMs);
  if (minCertificateDays !== null && (days === null || days < minCertificateDays))
    faults.push(`the certificate is not good for ${minCertificateDays} days`);
  return faults;
}

function judgeEvents(expectation: Expectation): Judge {
  const hasBody = makeBodyCheck(expectation.body);
  return (attempt, judging) => {
    if (attempt.kind === "not-made") return { kind: "none", failure: attempt.failure };
    if (attempt.kind === "failed") return { kind: "event", good: false, value: 0, words: attempt.words };
    const faults = findFaults(expectation, hasBody, attempt.seen, judging);
    const words = [answerWords(attempt.seen, judging.endedMs), ...faults].join("; ");
    return { kind: "event", good: faults.length === 0, value: 0, words };
  };
}

/** A probe that fails has the worst value there is: without an answer for ever, and no certificate that is good for any time. */
const WORST: Readonly<Record<ProbeMeasure, number>> = { seconds: Number.POSITIVE_INFINITY, certificateDays: Number.NEGATIVE_INFINITY };

const judgeMeasure =
  (measure: ProbeMeasure): Judge =>
  (attempt, { endedMs }) => {
    if (attempt.kind === "not-made") return { kind: "none", failure: attempt.failure };
    if (attempt.kind === "failed") return { kind: "event", good: false, value: WORST[measure], words: attempt.words };
    const { seen } = attempt;
    const value = measure === "seconds" ? seen.seconds : (daysLeft(seen, endedMs) ?? WORST.certificateDays);
    return { kind: "event", good: Number.isFinite(value), value, words: answerWords(seen, endedMs) };
  };

/** Patterns are compiled once, not at every probe. */
export const makeJudge = (plan: ProbePlan): Judge => (plan.kind === "events" ? judgeEvents(plan.expectation) : judgeMeasure(plan.measure));
