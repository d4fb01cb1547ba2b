import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ApiError, type Call } from "@solvent/api-contract";
import { type Addresses, withAddresses } from "../company/addresses.ts";
import { WEBHOOK_PATH } from "../slack/slack-server.ts";

/** The same from `src/provision` and from the bundle in `dist`: both are run from somewhere below the package. */
const FILES = ["../definitions/company.yaml", "../../definitions/company.yaml"];
const TARGET = "demo-slack";
const OWN_NAME = "Local stand-in for Slack at ";

/** Solvent did not take what the demo gave it. */
export class ProvisionError extends Error {}

function readDefinitions(): string {
  for (const file of FILES) {
    try {
      return readFileSync(resolve(import.meta.dirname, file), "utf8");
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }
  throw new ProvisionError("apps/demo/definitions/company.yaml is missing");
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/**
 * The address is a secret and cannot be read back. The display name tells it as well: a second start with the same ports changes
 * nothing, and a target to which somebody gave another name is theirs.
 */
async function provideTarget(call: Call, { slack }: Addresses): Promise<void> {
  const displayName = `${OWN_NAME}${slack}`;
  const body = { name: TARGET, displayName, kind: "slack", settings: {}, secrets: { url: `http://${slack}${WEBHOOK_PATH}` } };
  const existing = await orNull(call("getTarget", { params: { name: TARGET } }));
  if (existing === null) await call("createTarget", { body });
  else if (existing.displayName !== displayName && existing.displayName?.startsWith(OWN_NAME)) {
    await call("updateTarget", { params: { name: TARGET }, body, ifMatch: existing.revision });
  }
}

/** Introduces the company to Solvent: whom to tell, then what to measure. Doing it again changes nothing. */
export async function provision(call: Call, addresses: Addresses): Promise<{ readonly objectives: number; readonly changed: number }> {
  await provideTarget(call, addresses);
  await call("putRoute", { params: { scope: "all", subject: "all" }, body: { page: [TARGET], ticket: [TARGET] } });
  const { diagnostics, changes } = await call("apply", { body: { text: withAddresses(readDefinitions(), addresses) } });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    const lines = errors.map(({ line, column, message }) => `${line}:${column} ${message}`);
    throw new ProvisionError(`Solvent refuses apps/demo/definitions/company.yaml:\n${lines.join("\n")}`);
  }
  return {
    objectives: changes.filter(({ kind }) => kind === "SLO").length,
    changed: changes.filter(({ action }) => action !== "unchanged").length,
  };
}
