import { type Group, SERVICES, type Service } from "../model/catalogue.ts";
import { DEFAULT_BASE_PORT, SERVICES_OFFSET, SLACK_OFFSET } from "./settings.ts";

/** Where everything of the company is, as host:port. Soon nobody listens at that of the decommissioned service. */
export interface Addresses {
  readonly control: string;
  readonly slack: string;
  readonly services: Readonly<Record<Service, string>>;
}

/** What the definitions file says; real addresses take the place of these. */
const DEFAULT_HOST = "127.0.0.1";
const defaultAddress = (offset: number): string => `${DEFAULT_HOST}:${DEFAULT_BASE_PORT + offset}`;

/** The definitions with the addresses that this company really has. */
export function withAddresses(definitions: string, addresses: Addresses): string {
  const real = new Map<string, string>([
    [defaultAddress(0), addresses.control],
    [defaultAddress(SLACK_OFFSET), addresses.slack],
    ...SERVICES.map((service, index) => [defaultAddress(SERVICES_OFFSET + index), addresses.services[service]] as const),
  ]);
  return definitions.replace(/127\.0\.0\.1:\d+/g, (found) => real.get(found) ?? found);
}

export const historyPath = (group: Group): string => `/history/${group}`;
