import { isoOfMinute, type Minute } from "@solvent/domain";
import type { Answer, TestApp } from "../support/test-app.ts";

export interface SentMinute {
  readonly minute: Minute;
  readonly good: number | string;
  readonly total: number | string;
}

/** A push source with a token, and how a sender uses it. */
export interface PushSource {
  readonly token: string;
  send(stream: string, minutes: readonly SentMinute[]): Promise<Answer>;
}

export const toBody = (minutes: readonly SentMinute[]) => ({
  minutes: minutes.map(({ minute, good, total }) => ({ minute: isoOfMinute(minute), good, total })),
});

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

export async function makePushSource(api: TestApp, name = "jobs", connection: object = {}): Promise<PushSource> {
  const made = await api.call("POST", "/sources", { body: { name, kind: "push", connection } });
  if (made.status !== 201) throw new Error(made.text);
  const issued = await api.call("POST", `/sources/${name}/token`, { revision: made.json.revision });
  if (issued.status !== 201) throw new Error(issued.text);
  const { token } = issued.json;
  return {
    token,
    send: (stream, minutes) => api.call("POST", `/streams/${stream}/minutes`, { body: toBody(minutes), headers: bearer(token) }),
  };
}
