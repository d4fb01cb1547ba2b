import * as z from "zod";
import { tlsFields } from "../credentials/fields.ts";
import { searchUrl, timingFields } from "../elasticsearch/connection.ts";
import type { SecretField } from "../source.ts";

const user = z.string().min(1).max(256).optional();

/** The public part of a connection to Wazuh: its indexer, its manager, or both. */
export const wazuhConnection = z
  .strictObject({
    indexerUrl: searchUrl.optional().meta({
      title: "Address of the indexer",
      description: "Where alerts are kept, for example https://wazuh-indexer:9200. Left out: only the manager is asked",
    }),
    indexerUser: user.meta({ title: "User of the indexer", description: "Who may read the indices" }),
    managerUrl: searchUrl.optional().meta({
      title: "Address of the manager's API",
      description:
        "Where the state of the agents is asked for, for example https://wazuh-manager:55000. Left out: only the indexer is searched",
    }),
    managerUser: user.meta({
      title: "User of the manager's API",
      description: "With the permission agent:read, for scans also syscheck:read",
    }),
    caCertificate: tlsFields.caCertificate.meta({
      title: "Certificate authorities",
      description: "In PEM. Wazuh comes with certificates of its own: give its root-ca.pem",
      lines: true,
    }),
    serverName: tlsFields.serverName,
    ...timingFields,
  })
  .superRefine((connection, context) => {
    const need = (path: keyof typeof connection, message: string): void => context.addIssue({ code: "custom", path: [path], message });
    const { indexerUrl, indexerUser, managerUrl, managerUser } = connection;
    if (indexerUrl === undefined && managerUrl === undefined) need("indexerUrl", "is needed, or the address of the manager's API");
    if (managerUrl !== undefined && managerUser === undefined) need("managerUser", "is needed: the manager's API takes nobody without");
    if (indexerUrl === undefined && indexerUser !== undefined) need("indexerUrl", "is needed for the user of the indexer");
  });
export type WazuhConnection = z.infer<typeof wazuhConnection>;

export const WAZUH_SECRETS: Readonly<Record<string, SecretField>> = {
  indexerPassword: { title: "Password of the indexer", description: "Of the user who may read the indices" },
  managerPassword: { title: "Password of the manager's API", description: "Of the user of the manager's API" },
};

/** What the secrets are bound to: both addresses, as each is sent one of them. */
export function originOf({ indexerUrl, managerUrl }: WazuhConnection): string {
  const addresses = [indexerUrl, managerUrl].filter((url) => url !== undefined);
  return [...new Set(addresses.map((url) => new URL(url).origin))].join(" ");
}
