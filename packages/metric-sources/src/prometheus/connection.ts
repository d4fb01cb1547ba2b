import * as z from "zod";
import { isBaseUrl } from "../credentials/base-url.ts";
import { checkCredentials, credentialFields, credentialSecrets } from "../credentials/fields.ts";
import type { Timing } from "../source.ts";

const AUTH_KINDS = ["none", "basic", "bearer", "oauth2"] as const;
/** Servers that speak the protocol, each in its own way. */
export const FLAVOURS = ["prometheus", "victoriametrics", "thanos", "mimir"] as const;
export type Flavour = (typeof FLAVOURS)[number];

const OWN_PARAMETERS = new Set(["query", "time", "start", "end", "step", "timeout", "match[]"]);
const MAX_DELAY_SECONDS = 3600;

/** The public part of a connection to Prometheus, or to a server that speaks its protocol. Secret values are stored apart. */
export const prometheusConnection = z
  .strictObject({
    url: z
      .string()
      .max(2048)
      .refine(isBaseUrl, "must be an http or https address without user, query or fragment")
      .meta({ title: "Address", description: "Base address, for example http://prometheus:9090 or https://mimir.example.com/prometheus" }),
    flavour: z
      .enum(["auto", ...FLAVOURS])
      .default("auto")
      .meta({
        title: "Server",
        description: "What answers there; auto finds it out from its answers",
        words: { victoriametrics: "VictoriaMetrics" },
      }),
    tenant: z
      .string()
      .regex(/^[\x21-\x7e]{1,150}$/, "must be printable and without blanks")
      .optional()
      .meta({ title: "Tenant", description: "Sent as X-Scope-OrgID", when: { flavour: ["mimir"] } }),
    ...credentialFields(AUTH_KINDS),
    delaySeconds: z.number().int().min(0).max(MAX_DELAY_SECONDS).optional().meta({
      title: "Delay in seconds",
      description: "How long after its end a minute is read first; 30, or 60 for Thanos and Mimir, if left empty",
    }),
    extraParameters: z
      .record(z.string().regex(/^[\w[\].-]{1,64}$/, "is not a parameter name"), z.string().max(256))
      .refine(
        (parameters) => !Object.keys(parameters).some((name) => OWN_PARAMETERS.has(name)),
        "must not replace query, time, start, end, step or timeout",
      )
      .default({})
      .meta({
        title: "Extra parameters",
        description: "Sent with every query, for example extra_filters[] for VictoriaMetrics. What the server needs is sent by itself",
      }),
  })
  .superRefine(checkCredentials);
export type PrometheusConnection = z.infer<typeof prometheusConnection>;

export const PROMETHEUS_SECRETS = credentialSecrets(AUTH_KINDS);

const SETTLE_MINUTES = 2;
const USUAL_DELAY_SECONDS = 30;
/** Samples arrive by remote write, or by way of a sidecar. */
const REMOTE_DELAY_SECONDS = 60;

export const usualTiming: Timing = { ingestDelaySeconds: USUAL_DELAY_SECONDS, settleMinutes: SETTLE_MINUTES };

export function timingOf({ flavour, delaySeconds }: PrometheusConnection): Timing {
  const isRemote = flavour === "thanos" || flavour === "mimir";
  return { ...usualTiming, ingestDelaySeconds: delaySeconds ?? (isRemote ? REMOTE_DELAY_SECONDS : USUAL_DELAY_SECONDS) };
}
