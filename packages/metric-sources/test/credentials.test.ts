import { makeTestCertificates } from "@solvent/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { checkCredentials, credentialFields, credentialSecrets, originOf } from "../src/credentials/fields.ts";
import { signIn } from "../src/credentials/sign-in.ts";
import { elasticsearchSource, failed, type HttpAnswer, type HttpClient, type HttpRequest, type Outcome, succeeded } from "../src/index.ts";

const KINDS = ["none", "basic", "bearer", "apiKey", "oauth2"] as const;
const schema = z.strictObject({ ...credentialFields(KINDS) }).superRefine(checkCredentials);
const OAUTH = { auth: "oauth2", tokenUrl: "https://login.example.com/token", clientId: "id:with/colon", scope: "metrics.read" };
const SECRETS = { clientSecret: "s3cr&t/+" };
const never = new AbortController().signal;
const answer = (status: number, body: unknown = {}): Outcome<HttpAnswer> =>
  succeeded({ status, headers: {}, body: typeof body === "string" ? body : JSON.stringify(body) });
const isToken = ({ url }: HttpRequest): boolean => url === OAUTH.tokenUrl;
const token = (text: string, more: object = {}): Outcome<HttpAnswer> =>
  answer(200, { access_token: text, token_type: "Bearer", expires_in: 3600, ...more });

interface World {
  readonly requests: HttpRequest[];
  readonly signed: ReturnType<typeof signIn>;
  nowMs: number;
  get(signal?: AbortSignal): Promise<Outcome<HttpAnswer>>;
}

/** A door on which everything is written down; `answers` decides what each request gets, by its number. */
function connect(
  fields: object,
  secrets: Record<string, string>,
  answers: (request: HttpRequest, number: number) => Outcome<HttpAnswer> | Promise<Outcome<HttpAnswer>>,
): World {
  const requests: HttpRequest[] = [];
  const http: HttpClient = { send: async (request) => answers(request, requests.push(request)) };
  const world: World = {
    requests,
    nowMs: 1_000_000,
    signed: signIn(schema.parse(fields), secrets, { http, now: () => world.nowMs }),
    get: (signal = never) =>
      world.signed.http.send({ method: "GET", url: "https://metrics.example.com/x", headers: { accept: "a/b" }, signal }),
  };
  return world;
}
const authorizations = ({ requests }: World): (string | undefined)[] =>
  requests.filter((request) => !isToken(request)).map(({ headers }) => headers?.authorization);

describe("signing in with what never changes", () => {
  it.each([
    [{ auth: "none" }, {}, {}],
    [{ auth: "basic", username: "zoé" }, { password: "p:w" }, { authorization: `Basic ${Buffer.from("zoé:p:w").toString("base64")}` }],
    [{ auth: "bearer" }, { token: "t" }, { authorization: "Bearer t" }],
    [{ auth: "bearer" }, {}, {}],
    [{ auth: "apiKey" }, { apiKey: "aWQ6a2V5" }, { authorization: "ApiKey aWQ6a2V5" }],
    [
      { headerName: "X-Scope-OrgID", secondHeaderName: "X-Two" },
      { headerValue: "shop", secondHeaderValue: "2" },
      { "x-scope-orgid": "shop", "x-two": "2" },
    ],
    [{ headerName: "X-Scope-OrgID" }, {}, {}],
  ])("%o", async (fields, secrets, headers) => {
    const world = connect(fields, secrets, () => answer(200));
    await world.get();
    expect(world.requests[0]).toMatchObject({ headers: { accept: "a/b", ...headers } });
    expect(Object.keys(world.requests[0]?.headers ?? {})).toHaveLength(1 + Object.keys(headers).length);
    expect(world.requests[0]?.tls).toBeUndefined();
  });

  it("secures the connection with the certificates given, and a client certificate only with its key", async () => {
    const { authority, client } = await makeTestCertificates();
    const ca = authority.cert;
    const fields = { caCertificate: ca, clientCertificate: client.cert, serverName: "metrics.internal" };
    const whole = connect(fields, { clientKey: client.key }, () => answer(200));
    await whole.get();
    expect(whole.requests[0]?.tls).toEqual({ ca, cert: client.cert, key: client.key, serverName: "metrics.internal" });
    const keyless = connect(fields, {}, () => answer(200));
    await keyless.get();
    expect(keyless.requests[0]?.tls).toEqual({ ca, serverName: "metrics.internal" });
  });

  it("keeps secrets out of the words of failures, however they are written", async () => {
    const world = connect({ auth: "basic", username: "u" }, { password: 'p&"w' }, () =>
      failed("unreachable", `no p&"w ${encodeURIComponent('p&"w')}`),
    );
    expect(await world.get()).toMatchObject({ ok: false, failure: { message: "no [redacted] [redacted]" } });
    expect(world.signed.redact(`Basic ${Buffer.from('u:p&"w').toString("base64")}`)).not.toContain(
      Buffer.from('u:p&"w').toString("base64"),
    );
  });
});

describe("the fields", () => {
  it("hold certificates in PEM, several and with remarks between them, and nothing else", async () => {
    const { authority, client } = await makeTestCertificates();
    const ca = authority.cert;
    const valid = (caCertificate: string): boolean => schema.safeParse({ caCertificate }).success;
    expect(valid(`# ours\n${ca}\n${client.cert}`)).toBe(true);
    for (const wrong of [
      "",
      "hello",
      client.key,
      `${ca}\n${client.key}`,
      ca.slice(0, ca.length / 2),
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    ])
      expect(valid(wrong)).toBe(false);
  });

  it("ask for what a way to sign in cannot do without", () => {
    const paths = (fields: object): unknown => schema.safeParse(fields).error?.issues.map(({ path }) => path.join("."));
    expect(paths({ auth: "basic" })).toEqual(["username"]);
    expect(paths({ auth: "oauth2" })).toEqual(["tokenUrl", "clientId"]);
    expect(paths({ ...OAUTH, tokenUrl: "ftp://x" })).toEqual(["tokenUrl"]);
    expect(paths({ headerName: "Authorization" })).toEqual(["headerName"]);
  });

  it.each([
    [["none", "bearer"], []],
    [["none", "basic", "apiKey", "bearer"], ["username"]],
    [
      ["none", "oauth2", "basic"],
      ["username", "tokenUrl", "clientId", "scope"],
    ],
  ] as const)("of the ways %j are %j and what every way has, in one order", (kinds, own) => {
    const everywhere = ["headerName", "secondHeaderName", "caCertificate", "clientCertificate", "serverName"];
    const fields = credentialFields(kinds);
    expect(Object.keys(fields)).toEqual(["auth", ...own, ...everywhere]);
    expect(fields.auth.unwrap().options).toEqual(kinds);
    expect(Object.keys(fields.auth.meta()?.words ?? {}).sort()).toEqual(kinds.filter((kind) => kind !== "none").sort());
  });

  it("of a way that a kind does not have are refused as unknown", () => {
    const { connection } = elasticsearchSource;
    const refused = connection.safeParse({ url: "http://e:9200", tokenUrl: OAUTH.tokenUrl, clientId: "c", scope: "s" });
    expect(refused.error?.issues).toMatchObject([{ code: "unrecognized_keys", keys: ["tokenUrl", "clientId", "scope"] }]);
    expect(connection.safeParse({ url: "http://e:9200", auth: "oauth2" }).error?.issues).toMatchObject([{ path: ["auth"] }]);
    expect(connection.safeParse({ url: "http://e:9200", auth: "basic", username: "u" }).success).toBe(true);
  });

  it("name only secrets of the ways that a kind offers, and say when each is asked for", () => {
    expect(Object.keys(credentialSecrets(["none", "basic"]))).toEqual(["password", "headerValue", "secondHeaderValue", "clientKey"]);
    expect(credentialSecrets(KINDS).clientSecret).toMatchObject({ when: { auth: ["oauth2"] } });
    expect(credentialSecrets(KINDS).clientKey).toMatchObject({ lines: true });
  });

  it("bind secrets to the token address, too, once", () => {
    const credentials = schema.parse(OAUTH);
    expect(originOf("https://metrics.example.com/x", credentials)).toBe("https://metrics.example.com https://login.example.com");
    expect(originOf("https://login.example.com/x", credentials)).toBe("https://login.example.com");
  });
});

describe("OAuth2 client credentials", () => {
  it("asks for a token by the secret in the header, with the scope, and then uses it", async () => {
    const world = connect(OAUTH, SECRETS, (request) => (isToken(request) ? token("t1") : answer(200)));
    await world.get();
    await world.get();
    expect(world.requests).toHaveLength(3);
    const pair = Buffer.from("id%3Awith%2Fcolon:s3cr%26t%2F%2B").toString("base64");
    expect(world.requests[0]).toMatchObject({
      method: "POST",
      url: OAUTH.tokenUrl,
      headers: { authorization: `Basic ${pair}` },
      form: [
        ["grant_type", "client_credentials"],
        ["scope", "metrics.read"],
      ],
    });
    expect(authorizations(world)).toEqual(["Bearer t1", "Bearer t1"]);
  });

  it("trusts the same authorities at the token address, and shows it no client certificate", async () => {
    const { authority, client } = await makeTestCertificates();
    const ca = authority.cert;
    const fields = { ...OAUTH, caCertificate: ca, clientCertificate: client.cert };
    const world = connect(fields, { ...SECRETS, clientKey: client.key }, (request) => (isToken(request) ? token("t1") : answer(200)));
    await world.get();
    expect(world.requests.map(({ tls }) => tls)).toEqual([{ ca }, { ca, cert: client.cert, key: client.key }]);
  });

  it("a server that refuses the header is given the secret in the form, and from then on at once", async () => {
    let given = 0;
    const world = connect(OAUTH, SECRETS, (request) => {
      if (!isToken(request)) return answer(200);
      given += 1;
      return request.headers?.authorization === undefined
        ? token(`t${given}`, { expires_in: 100 })
        : answer(401, { error: "invalid_client" });
    });
    await world.get();
    expect(world.requests[1]?.form).toContainEqual(["client_secret", "s3cr&t/+"]);
    world.nowMs += 100_000;
    await world.get();
    expect(world.requests.filter(isToken)).toHaveLength(3);
    expect(authorizations(world)).toEqual(["Bearer t2", "Bearer t3"]);
  });

  it.each([
    [{ expires_in: 3600 }, 3540],
    [{ expires_in: "3600" }, 3540],
    [{ expires_in: undefined }, 240],
  ])("keeps a token of %o for %d seconds", async (more, seconds) => {
    const world = connect(OAUTH, SECRETS, (request, number) => (isToken(request) ? token(`t${number}`, more) : answer(200)));
    await world.get();
    world.nowMs += seconds * 1000 - 1;
    await world.get();
    expect(world.requests.filter(isToken)).toHaveLength(1);
    world.nowMs += 1;
    await world.get();
    expect(world.requests.filter(isToken)).toHaveLength(2);
  });

  it("uses a token that is hardly good for a minute once", async () => {
    const world = connect(OAUTH, SECRETS, (request, number) => (isToken(request) ? token(`t${number}`, { expires_in: 30 }) : answer(200)));
    await world.get();
    await world.get();
    expect(authorizations(world)).toEqual(["Bearer t1", "Bearer t3"]);
  });

  it("fetches one token for all who wait", async () => {
    const world = connect(OAUTH, SECRETS, (request) => (isToken(request) ? token("t1") : answer(200)));
    await Promise.all(Array.from({ length: 20 }, () => world.get()));
    expect(world.requests.filter(isToken)).toHaveLength(1);
  });

  it("replaces a token that is not taken any more, once for each request, and one for all", async () => {
    const world = connect(OAUTH, SECRETS, (request, number) => {
      if (isToken(request)) return token(`t${number}`);
      return request.headers?.authorization === "Bearer t1" ? answer(401) : answer(200);
    });
    const outcomes = await Promise.all([world.get(), world.get(), world.get()]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ ok: true, value: { status: 200 } });
    expect(world.requests.filter(isToken)).toHaveLength(2);
  });

  it("gives the refusal of a fresh token back, and never goes on asking", async () => {
    const world = connect(OAUTH, SECRETS, (request, number) => (isToken(request) ? token(`t${number}`) : answer(401, "no")));
    expect(await world.get()).toMatchObject({ ok: true, value: { status: 401, body: "no" } });
    expect(world.requests).toHaveLength(4);
  });

  it.each([
    [
      answer(400, { error: "invalid_scope", error_description: "no such scope s3cr&t/+" }),
      "unauthorized",
      /HTTP 400 invalid_scope: no such scope \[redacted\]/,
    ],
    [answer(401, "<html>s3cr&amp;t/+</html>"), "unauthorized", /HTTP 401/],
    [answer(404, "nothing here"), "not-found", /nothing here/],
    [answer(429, ""), "rate-limited", /HTTP 429/],
    [answer(503, "starting"), "server-error", /starting/],
    [answer(302, ""), "bad-answer", /redirects are not followed/],
    [answer(200, "<html>Sign in</html>"), "bad-answer", /no access_token.*Sign in/],
    [answer(200, {}), "bad-answer", /no access_token/],
    [answer(200, "null"), "bad-answer", /no access_token/],
    [answer(200, { access_token: 5 }), "bad-answer", /no access_token/],
    [answer(200, { access_token: "two words" }), "bad-answer", /no access_token/],
    [answer(200, { access_token: "line\r\nbreak" }), "bad-answer", /no access_token/],
    [token("t", { token_type: "mac" }), "bad-answer", /of the type mac/],
    [failed("unreachable", "connect ECONNREFUSED s3cr&t/+"), "unreachable", /ECONNREFUSED \[redacted\]/],
  ] as const)("a token address that answers %j is a failure that names it", async (given, failure, message) => {
    const world = connect(OAUTH, SECRETS, () => given);
    const outcome = await world.get();
    expect(outcome).toMatchObject({ ok: false, failure: { class: failure, message: expect.stringMatching(/^the token address: /) } });
    expect(outcome.ok ? "" : outcome.failure.message).toMatch(message);
    expect(JSON.stringify(outcome)).not.toContain("s3cr");
    expect(world.requests.every(isToken)).toBe(true);
  });

  it("keeps tokens out of every text, also those that were used before", async () => {
    const world = connect(OAUTH, SECRETS, (request, number) =>
      isToken(request) ? token(`t0ken-${number}`, { expires_in: 60 }) : failed("unreachable", `sent ${request.headers?.authorization}`),
    );
    expect(await world.get()).toMatchObject({ failure: { message: "sent Bearer [redacted]" } });
    await world.get();
    expect(world.signed.redact("t0ken-1 t0ken-3")).toBe("[redacted] [redacted]");
  });

  it("who gives up does not take the token from the others", async () => {
    let give: (given: Outcome<HttpAnswer>) => void = () => undefined;
    const given = new Promise<Outcome<HttpAnswer>>((resolve) => {
      give = resolve;
    });
    const world = connect(OAUTH, SECRETS, (request) => (isToken(request) ? given : answer(200)));
    const impatient = new AbortController();
    const [first, second] = [world.get(impatient.signal), world.get()];
    impatient.abort();
    expect(await first).toMatchObject({ ok: false, failure: { class: "aborted" } });
    give(token("t1"));
    expect(await second).toMatchObject({ ok: true, value: { status: 200 } });
    expect(await world.get(AbortSignal.abort())).toMatchObject({ ok: false, failure: { class: "aborted" } });
    expect(world.requests).toHaveLength(2);
  });
});
