import * as z from "zod";
import { isBaseUrl } from "../credentials/base-url.ts";
import { checkCredentials, credentialFields, credentialSecrets } from "../credentials/fields.ts";
import type { Timing } from "../source.ts";

const AUTH_KINDS = ["none", "basic", "apiKey", "bearer"] as const;

export const DEFAULT_DELAY_SECONDS = 60;
export const DEFAULT_SETTLE_MINUTES = 10;
const MAX_DELAY_SECONDS = 3600;
const MAX_SETTLE_MINUTES = 120;

/** When documents may be read: fields of every kind that searches. */
export const timingFields = {
  delaySeconds: z.number().int().min(0).max(MAX_DELAY_SECONDS).default(DEFAULT_DELAY_SECONDS).meta({
    title: "Delay in seconds",
    description: "How long after the end of a minute it is read. Documents that come later are seen while it is read again",
  }),
  settleMinutes: z.number().int().min(0).max(MAX_SETTLE_MINUTES).default(DEFAULT_SETTLE_MINUTES).meta({
    title: "Minutes read again",
    description: "So many minutes are read again each time, for documents that come late",
  }),
};

export const toTiming = ({ delaySeconds, settleMinutes }: { delaySeconds: number; settleMinutes: number }): Timing => ({
  ingestDelaySeconds: delaySeconds,
  settleMinutes,
});

/** Address of a search server. */
export const searchUrl = z.string().max(2048).refine(isBaseUrl, "must be an http or https address without user, query or fragment");

/** The public part of a connection to Elasticsearch, OpenSearch or the Wazuh indexer. */
export const elasticsearchConnection = z
  .strictObject({
    url: searchUrl.meta({ title: "Address", description: "Base address, for example https://elasticsearch:9200" }),
    ...credentialFields(AUTH_KINDS),
    ...timingFields,
  })
  .superRefine(checkCredentials);
export type ElasticsearchConnection = z.infer<typeof elasticsearchConnection>;

export const ELASTICSEARCH_SECRETS = credentialSecrets(AUTH_KINDS);
