import * as z from "zod";
import { FALLBACK_PROTOCOLS } from "./format/negotiate.ts";

const MAX_TARGETS = 50;
const DEFAULT_TIMEOUT_SECONDS = 10;
/** No answer is waited for longer, whatever a connection says. */
const MAX_TIMEOUT_SECONDS = 20;

function isPageUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const isHttp = url.protocol === "http:" || url.protocol === "https:";
  return isHttp && url.username === "" && url.password === "" && url.hash === "";
}

const pageUrl = z.string().trim().max(2048).refine(isPageUrl, "must be an http or https address without user or fragment");

/** `host:port` of a page, the port always written out: its value of the label `instance`, as Prometheus gives it. */
export function instanceOf(target: string): string {
  const url = new URL(target);
  if (url.port !== "") return url.host;
  return `${url.host}:${url.protocol === "https:" ? 443 : 80}`;
}

const CONNECTION = z.strictObject({
  targets: z.array(pageUrl).min(1, "needs at least one address").max(MAX_TARGETS, `at most ${MAX_TARGETS} addresses`).meta({
    title: "Pages",
    description: "Addresses of metrics pages, one per process, for example http://checkout-1:8080/metrics",
  }),
  intervalSeconds: z
    .number()
    .int()
    .min(5)
    .max(60)
    .default(15)
    .meta({ title: "Interval in seconds", description: "How often each page is read, 5 to 60; counted from the start of each minute" }),
  timeoutSeconds: z.number().int().min(1).max(MAX_TIMEOUT_SECONDS).optional().meta({
    title: "Time-out in seconds",
    description: "Shorter than the interval; 10, or a second less than a short interval, if left empty",
  }),
  job: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .meta({ title: "Job", description: "Value of the label job of every series, as Prometheus has it; no such label if left empty" }),
  historyUrl: pageUrl.optional().meta({
    title: "History address",
    description: "Where the past can be asked for as OpenMetrics with timestamps, by start and end; without it nothing is back-filled",
  }),
  fallbackProtocol: z
    .enum(FALLBACK_PROTOCOLS)
    .default("none")
    .meta({
      title: "Fallback format",
      words: { openmetrics: "OpenMetrics" },
      description: "What to take a page for whose Content-Type is missing or unknown; none refuses such pages",
    }),
});
export type OpenMetricsConnection = z.infer<typeof CONNECTION>;

function findTwin(targets: readonly string[]): number {
  const instances = targets.map(instanceOf);
  return instances.findIndex((instance, index) => instances.indexOf(instance) < index);
}

/** The public part of a connection to metrics pages. */
export const openMetricsConnection = CONNECTION.superRefine((connection, context) => {
  const { targets, intervalSeconds, timeoutSeconds } = connection;
  if (timeoutSeconds !== undefined && timeoutSeconds >= intervalSeconds)
    context.addIssue({ code: "custom", path: ["timeoutSeconds"], message: `must be shorter than the interval of ${intervalSeconds} s` });
  // Two pages of one host and port could not be told apart by their labels.
  const twin = findTwin(targets);
  const target = targets[twin];
  if (target !== undefined)
    context.addIssue({
      code: "custom",
      path: ["targets", twin],
      message: `has the host and port ${instanceOf(target)} of another page: make it a data source of its own`,
    });
});

export const OPENMETRICS_SECRETS = {
  authorization: {
    title: "Authorization",
    description: "Value of the Authorization header sent to every page, for example Bearer followed by a token",
  },
} as const;

export const timeoutSecondsOf = ({ timeoutSeconds, intervalSeconds }: OpenMetricsConnection): number =>
  timeoutSeconds ?? Math.min(DEFAULT_TIMEOUT_SECONDS, intervalSeconds - 1);

/**
 * Every origin that the secret is sent to, in one order: whoever changes the set, even by one page, has to give the secret again. So no
 * address is ever sent a secret that was not given for it, and replicas of one service may still share a token.
 */
export function originOf({ targets, historyUrl }: OpenMetricsConnection): string {
  const all = historyUrl === undefined ? targets : [...targets, historyUrl];
  return [...new Set(all.map((one) => new URL(one).origin))].sort().join(" ");
}

export const toAuthHeaders = ({ authorization }: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  authorization === undefined ? {} : { authorization };

/** Everything that must not come back in a text: the header, and the credentials without their scheme. */
export const secretTexts = (secrets: Readonly<Record<string, string>>): string[] =>
  Object.values(secrets).flatMap((value) => [value, value.replace(/^\S+ +/, "")]);
