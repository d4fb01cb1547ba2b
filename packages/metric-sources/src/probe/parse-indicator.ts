import type { MeasuredIndicator, MetricQuery, RatioIndicator, ThresholdIndicator } from "@solvent/domain";
import { oneSource, pair, problem, type Side, thresholdField, unknownFields } from "../selectors/indicator-fields.ts";
import type { Parsed, QueryProblem } from "../source.ts";
import { bodyField, decimalField, flagField, found, methodField, statusField, tcpField, urlField } from "./fields.ts";
import {
  type Expectation,
  PROBE_MEASURES,
  type ProbeMeasure,
  type ProbeQuery,
  type ProbeTarget,
  targetText,
  toProbeQuery,
} from "./query.ts";

type Problems = readonly QueryProblem[];

const SECONDS = { most: 300, unit: "seconds" } as const;
const DAYS = { most: 3650, unit: "days" } as const;

/** Fields that say what is probed, and those that say what is expected of it. */
const TARGET_FIELDS = { http: ["http", "method"], tcp: ["tcp", "tls"] } as const;
const EXPECTATION_FIELDS = {
  http: ["expectStatus", "expectBody", "maxSeconds", "minCertificateDays"],
  tcp: ["maxSeconds", "minCertificateDays"],
} as const;

const kindOf = ({ spec }: MetricQuery): "http" | "tcp" => ("tcp" in spec && !("http" in spec) ? "tcp" : "http");

const refused = (...lists: readonly Problems[]): { ok: false; problems: Problems } => ({ ok: false, problems: lists.flat() });
const problemsOf = (...parsed: readonly Parsed<unknown>[]): Problems => parsed.flatMap((one) => (one.ok ? [] : one.problems));

function targetField(query: MetricQuery, side: Side): Parsed<ProbeTarget> {
  const { spec } = query;
  const at = (field: string): readonly string[] => [side, "spec", field];
  if (kindOf(query) === "tcp") {
    const parsed = pair(tcpField(spec.tcp, at("tcp")), flagField(spec.tls, at("tls")));
    return parsed.ok ? found({ kind: "tcp", ...parsed.value[0], tls: parsed.value[1] }) : parsed;
  }
  const parsed = pair(urlField(spec.http, at("http")), methodField(spec.method, at("method")));
  return parsed.ok ? found({ kind: "http", url: parsed.value[0], method: parsed.value[1] }) : parsed;
}

const showsCertificate = (target: ProbeTarget): boolean => (target.kind === "http" ? target.url.startsWith("https:") : target.tls);

function certificateProblems(target: Parsed<ProbeTarget>, path: readonly string[]): Problems {
  if (!target.ok || showsCertificate(target.value)) return [];
  return problemsOf(problem(path, "needs a certificate: an https address, or tcp with tls: true"));
}

function expectationField({ spec }: MetricQuery, target: Parsed<ProbeTarget>): Parsed<Expectation> {
  const at = (field: string): readonly string[] => ["part", "spec", field];
  const status = statusField(spec.expectStatus, at("expectStatus"));
  const body = bodyField(spec.expectBody, at("expectBody"));
  const maxSeconds = decimalField(spec.maxSeconds, at("maxSeconds"), SECONDS);
  const minCertificateDays = decimalField(spec.minCertificateDays, at("minCertificateDays"), DAYS);
  const certificate = spec.minCertificateDays === undefined ? [] : certificateProblems(target, at("minCertificateDays"));
  const bodiless =
    spec.expectBody !== undefined && spec.method === "HEAD"
      ? problemsOf(problem(at("expectBody"), "cannot be seen with HEAD, which has no body"))
      : [];
  if (!status.ok || !body.ok || !maxSeconds.ok || !minCertificateDays.ok || certificate.length > 0 || bodiless.length > 0)
    return refused(problemsOf(status, body, maxSeconds, minCertificateDays), certificate, bodiless);
  return found({
    status: target.ok && target.value.kind === "tcp" ? [] : status.value,
    body: body.value,
    maxSeconds: maxSeconds.value,
    minCertificateDays: minCertificateDays.value,
  });
}

/** The total is all probes: it says nothing, or names the same address again. */
function totalProblems({ total }: RatioIndicator, target: Parsed<ProbeTarget>): Problems {
  if (Object.keys(total.spec).length === 0) return [];
  const kind = kindOf(total);
  const extra = unknownFields(total, "total", TARGET_FIELDS[kind]);
  if (extra.length > 0) return extra;
  const named = targetField(total, "total");
  if (!named.ok) return named.problems;
  if (!target.ok || targetText(named.value) === targetText(target.value)) return [];
  return problemsOf(problem(["total", "spec", kind], "must be the address of the good probes, or left out: the total is all probes of it"));
}

function shapeProblems({ counter, numerator }: RatioIndicator): Problems {
  const counted = counter ? problemsOf(problem(["counter"], "must be false: every probe is an event of its own, not a counter")) : [];
  const bad =
    numerator === "bad"
      ? problemsOf(problem(["part", "spec"], "describes the good probes, so it must stand under good, not under bad"))
      : [];
  return [...counted, ...bad];
}

function parseRatio(indicator: RatioIndicator): Parsed<ProbeQuery> {
  const source = oneSource(indicator);
  const kind = kindOf(indicator.part);
  const target = targetField(indicator.part, "part");
  const expectation = expectationField(indicator.part, target);
  const problems = [
    ...shapeProblems(indicator),
    ...unknownFields(indicator.part, "part", [...TARGET_FIELDS[kind], ...EXPECTATION_FIELDS[kind]]),
    ...problemsOf(source),
    ...totalProblems(indicator, target),
  ];
  if (!target.ok || !expectation.ok || problems.length > 0) return refused(problems, problemsOf(target, expectation));
  return found(toProbeQuery({ kind: "events", target: target.value, expectation: expectation.value }));
}

function measureField({ spec }: MetricQuery, target: Parsed<ProbeTarget>): Parsed<ProbeMeasure> {
  const path = ["metric", "spec", "measure"];
  const measure = PROBE_MEASURES.find((one) => one === spec.measure);
  if (measure === undefined) return problem(path, `must be one of ${PROBE_MEASURES.join(", ")}`);
  const certificate = measure === "certificateDays" ? certificateProblems(target, path) : [];
  return certificate.length > 0 ? refused(certificate) : found(measure);
}

function parseThreshold(indicator: ThresholdIndicator): Parsed<ProbeQuery> {
  const { metric, of } = indicator;
  const target = targetField(metric, "metric");
  const measure = measureField(metric, target);
  const threshold = thresholdField(indicator);
  const problems = [
    ...unknownFields(metric, "metric", [...TARGET_FIELDS[kindOf(metric)], "measure"]),
    ...(of === "age" ? problemsOf(problem(["of"], "must be value: a probe measures no instant that could have an age")) : []),
  ];
  if (!target.ok || !measure.ok || !threshold.ok || problems.length > 0) return refused(problems, problemsOf(target, measure, threshold));
  return found(toProbeQuery({ kind: "threshold", target: target.value, measure: measure.value, threshold: threshold.value }));
}

/**
 * Turns an indicator of this source into its query. Of a ratio the good side says what is probed and what is expected, and the total is all
 * probes. The metric of a threshold is what one probe measures.
 */
export const parseProbeIndicator = (indicator: MeasuredIndicator): Parsed<ProbeQuery> =>
  indicator.kind === "threshold" ? parseThreshold(indicator) : parseRatio(indicator);
