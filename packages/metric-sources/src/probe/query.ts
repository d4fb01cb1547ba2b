import type { Threshold } from "@solvent/domain";
import { canonicalThreshold } from "../selectors/indicator-fields.ts";
import type { StreamQuery } from "../source.ts";

export const PROBE_METHODS = ["GET", "HEAD"] as const;
export type ProbeMethod = (typeof PROBE_METHODS)[number];

/** What is probed. Two queries of one target share its probes. */
export type ProbeTarget =
  | { readonly kind: "http"; readonly url: string; readonly method: ProbeMethod }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number; readonly tls: boolean };

/** Both ends belong to it. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** What the body must hold: a text as it is, or a match of an RE2 pattern. */
export interface BodyRule {
  readonly kind: "text" | "pattern";
  readonly text: string;
}

/** What makes a probe good. Nothing of it is asked of where it is null; `status` and `body` are about HTTP only. */
export interface Expectation {
  readonly status: readonly StatusRange[];
  readonly body: BodyRule | null;
  readonly maxSeconds: number | null;
  readonly minCertificateDays: number | null;
}

export const PROBE_MEASURES = ["seconds", "certificateDays"] as const;
export type ProbeMeasure = (typeof PROBE_MEASURES)[number];

export type ProbePlan =
  /** Each probe is an event. */
  | { readonly kind: "events"; readonly target: ProbeTarget; readonly expectation: Expectation }
  /** The value of the last probe of a minute speaks for it. */
  | { readonly kind: "threshold"; readonly target: ProbeTarget; readonly measure: ProbeMeasure; readonly threshold: Threshold };

export interface ProbeQuery extends StreamQuery {
  readonly probe: ProbePlan;
}

/** `tcp://host:port` or `tls://host:port`; of HTTP the address, with the method where it is not GET. The same for the same target. */
export function targetText(target: ProbeTarget): string {
  if (target.kind === "http") return target.method === "GET" ? target.url : `${target.method} ${target.url}`;
  return `${target.tls ? "tls" : "tcp"}://${target.host.includes(":") ? `[${target.host}]` : target.host}:${target.port}`;
}

/** The query needs to see the certificate of the server. */
export const needsCertificate = (plan: ProbePlan): boolean =>
  plan.kind === "threshold" ? plan.measure === "certificateDays" : plan.expectation.minCertificateDays !== null;

function canonicalTerms(plan: ProbePlan): readonly unknown[] {
  if (plan.kind === "threshold") return [plan.measure, canonicalThreshold(plan.threshold)];
  const { status, body, maxSeconds, minCertificateDays } = plan.expectation;
  return [status.map(({ from, to }) => [from, to]), body === null ? null : [body.kind, body.text], maxSeconds, minCertificateDays];
}

/** Stable text of a plan: two plans that count the same events have the same text. */
export const toProbeQuery = (plan: ProbePlan): ProbeQuery => ({
  canonical: JSON.stringify(["probe", 1, plan.kind, targetText(plan.target), ...canonicalTerms(plan)]),
  probe: plan,
});

/** The query as one of this adapter; another adapter's query is a mistake of the caller. */
export function asProbeQuery(query: StreamQuery): ProbeQuery {
  if ("probe" in query) return query as ProbeQuery;
  throw new TypeError("the query was not made by the probe adapter");
}
