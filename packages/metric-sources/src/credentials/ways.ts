import * as z from "zod";
import type { SecretField } from "../source.ts";
import { isBaseUrl } from "./base-url.ts";

/** One way to sign in: the public fields and the secrets that it alone asks for. */
interface Way {
  /** As it is chosen; left out where the name says it. */
  readonly words?: string;
  readonly fields: Readonly<Record<string, z.ZodType>>;
  readonly secrets: Readonly<Record<string, SecretField>>;
  /** Fields that it cannot do without, and how problems call it. */
  readonly needs: { readonly fields: readonly ("username" | "tokenUrl" | "clientId")[]; readonly what: string };
}

const [BASIC, OAUTH2] = [{ auth: ["basic"] }, { auth: ["oauth2"] }];

const username = z.string().min(1).max(256).optional().meta({ title: "User", description: "For basic authentication", when: BASIC });

const tokenUrl = z
  .string()
  .max(2048)
  .refine(isBaseUrl, "must be an http or https address without user, query or fragment")
  .optional()
  .meta({
    title: "Token address",
    description: "Where access tokens are given out, for example https://login.example.com/oauth2/token",
    when: OAUTH2,
  });

const clientId = z
  .string()
  .min(1)
  .max(256)
  .optional()
  .meta({ title: "Client", description: "Client ID of the client credentials grant", when: OAUTH2 });

const scope = z
  .string()
  .min(1)
  .max(1024)
  .optional()
  .meta({ title: "Scope", description: "What the token is for, where the token address wants to know", when: OAUTH2 });

const NOTHING = { fields: [], what: "" } as const;

/** Every way there is, in the order in which its fields are asked for. */
export const WAYS = {
  none: { fields: {}, secrets: {}, needs: NOTHING },
  basic: {
    words: "User and password",
    fields: { username },
    secrets: { password: { title: "Password", description: "For basic authentication", when: BASIC } },
    needs: { fields: ["username"], what: "basic authentication" },
  },
  bearer: {
    words: "Bearer token",
    fields: {},
    secrets: { token: { title: "Token", description: "For bearer authentication", when: { auth: ["bearer"] } } },
    needs: NOTHING,
  },
  apiKey: {
    words: "API key",
    fields: {},
    secrets: { apiKey: { title: "API key", description: "As it is given out, in base64", when: { auth: ["apiKey"] } } },
    needs: NOTHING,
  },
  oauth2: {
    words: "OAuth 2, client credentials",
    fields: { tokenUrl, clientId, scope },
    secrets: { clientSecret: { title: "Client secret", description: "Of the client credentials grant", when: OAUTH2 } },
    needs: { fields: ["tokenUrl", "clientId"], what: "OAuth2" },
  },
} as const satisfies Readonly<Record<string, Way>>;

/** A kind of source offers those that make sense for it. */
export type AuthKind = keyof typeof WAYS;

type AllOf<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void ? All : never;
type EveryField = AllOf<(typeof WAYS)[AuthKind]["fields"]>;
type NameOf<Kind> = Kind extends AuthKind ? keyof (typeof WAYS)[Kind]["fields"] : never;
/** The fields of some ways, each with its own type. */
export type FieldsOf<Kind extends AuthKind> = { [Name in keyof EveryField as Extract<Name, NameOf<Kind>>]: EveryField[Name] };

const waysOf = (kinds: readonly AuthKind[]): (Way & { readonly kind: string })[] =>
  Object.entries<Way>(WAYS).flatMap(([kind, way]) => (kinds.some((one) => one === kind) ? [{ ...way, kind }] : []));

/** The fields of these ways and of no other. */
export function fieldsOf<Kind extends AuthKind>(kinds: readonly Kind[]): FieldsOf<Kind> {
  // The table gives each way exactly the fields of its type; joined, they are those of all of them.
  return Object.fromEntries(waysOf(kinds).flatMap(({ fields }) => Object.entries(fields))) as FieldsOf<Kind>;
}

/** The secrets of these ways and of no other. */
export const secretsOf = (kinds: readonly AuthKind[]): Readonly<Record<string, SecretField>> =>
  Object.fromEntries(waysOf(kinds).flatMap(({ secrets }) => Object.entries(secrets)));

/** How these ways are offered. */
export const wordsOf = (kinds: readonly AuthKind[]): Readonly<Record<string, string>> =>
  Object.fromEntries(waysOf(kinds).flatMap(({ kind, words }) => (words === undefined ? [] : [[kind, words]])));
