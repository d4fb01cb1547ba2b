import * as z from "zod";
import type { Timing } from "../source.ts";

const REALM = /^[a-z]{2}\d{1,2}$/;
const HOSTS = ["signalfx", "observability"] as const;
const TRANSPORTS = ["websocket", "sse"] as const;
const LABELS = ["start", "end"] as const;

export const MAX_DELAY_SECONDS = 900;
/** What is waited for where the service chooses the delay by itself. */
const AUTOMATIC_DELAY_SECONDS = 300;
/** The newest minute must have ended also where minutes are labelled by their end. */
const MINUTE_SECONDS = 60;
const SETTLE_MINUTES = 5;

function isHttpAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && `${username}${password}${search}${hash}` === "";
}

const address = z.string().max(2048).refine(isHttpAddress, "must be an http or https address without user, query or fragment").optional();

/** The public part of a connection to SignalFx. The token is stored apart. */
export const signalFxConnection = z
  .strictObject({
    realm: z
      .string()
      .regex(REALM, "must be a realm such as us0, us1 or eu0")
      .default("us0")
      .meta({ title: "Realm", description: "As your profile page shows it, such as us1 or eu0" }),
    hosts: z
      .enum(HOSTS)
      .default("signalfx")
      .meta({
        title: "Host names",
        words: { signalfx: "signalfx.com", observability: "observability.splunkcloud.com" },
        description: "signalfx: stream.us1.signalfx.com; observability: stream.us1.observability.splunkcloud.com",
      }),
    streamUrl: address.meta({ title: "Address of SignalFlow", description: "Instead of the realm, for example behind a proxy: https://…" }),
    apiUrl: address.meta({ title: "Address of the API", description: "Beside the address of SignalFlow" }),
    transport: z
      .enum(TRANSPORTS)
      .default("websocket")
      .meta({
        title: "Transport",
        words: { websocket: "WebSocket", sse: "Server-sent events" },
        description: "websocket: one connection for all programs; sse: one request for each, where a proxy lets no WebSocket through",
      }),
    maxDelaySeconds: z.number().int().min(0).max(MAX_DELAY_SECONDS).default(300).meta({
      title: "Longest delay in seconds",
      description: "How long late data points are waited for, at most 900; 0 lets the service choose",
    }),
    bucketLabel: z.enum(LABELS).default("start").meta({
      title: "Time of a minute",
      description: "Whether the service writes the start or the end of a minute beside its value; the guide says how to find out",
    }),
    jobsPerConnection: z.number().int().min(1).max(300).default(250).meta({
      title: "Programs per connection",
      description: "Run at once over one WebSocket; the service allows 300",
    }),
    startsPerMinute: z.number().int().min(1).max(1000).default(60).meta({
      title: "Programs started per minute",
      description: "The limit of the token, 1 to 60 where an administrator set one; 1000 for an organisation",
    }),
  })
  .superRefine(({ streamUrl, apiUrl }, context) => {
    if ((streamUrl === undefined) === (apiUrl === undefined)) return;
    const path = streamUrl === undefined ? "streamUrl" : "apiUrl";
    context.addIssue({ code: "custom", path: [path], message: "is needed when the other address is given" });
  });
export type SignalFxConnection = z.infer<typeof signalFxConnection>;

export const SIGNALFX_SECRETS = {
  token: { title: "Token", description: "An access token of the organisation with API scope, or a session token" },
} as const;

export interface Addresses {
  /** Without a slash at the end. */
  readonly stream: string;
  readonly api: string;
}

export function addressesOf({ realm, hosts, streamUrl, apiUrl }: SignalFxConnection): Addresses {
  const domain = hosts === "signalfx" ? "signalfx.com" : "observability.splunkcloud.com";
  const bare = (url: string): string => url.replace(/\/+$/, "");
  return {
    stream: bare(streamUrl ?? `https://stream.${realm}.${domain}`),
    api: bare(apiUrl ?? `https://api.${realm}.${domain}`),
  };
}

/** The token is sent to both addresses, so it is bound to both. */
export function originOf(connection: SignalFxConnection): string {
  const { stream, api } = addressesOf(connection);
  return [...new Set([stream, api].map((url) => new URL(url).origin))].join(" ");
}

export const timingOf = ({ maxDelaySeconds }: Pick<SignalFxConnection, "maxDelaySeconds">): Timing => ({
  ingestDelaySeconds: (maxDelaySeconds === 0 ? AUTOMATIC_DELAY_SECONDS : maxDelaySeconds) + MINUTE_SECONDS,
  settleMinutes: SETTLE_MINUTES,
});
