import type { WebSocket } from "ws";
import type { Account } from "./account.ts";
import type { SignalFxFault } from "./faults.ts";
import { makeSessionJobs } from "./session-jobs.ts";

export interface SessionDeps {
  readonly account: Account;
  /** Counts a request and gives the fault that it gets. */
  readonly nextFault: (path: string) => SignalFxFault | null;
}

type Fields = Readonly<Record<string, unknown>>;

const AUTHENTICATE_MS = 5000;
const KEEP_ALIVE_MS = 10_000;

function parseFields(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Serves one WebSocket as the service does: authentication first, then any number of programs, each on a channel of its own. */
export function serveSession(socket: WebSocket, { account, nextFault }: SessionDeps): void {
  const jobs = makeSessionJobs(socket, account);
  let authenticated = false;
  account.usage.connections += 1;

  const say = (message: object): void => socket.send(JSON.stringify(message));
  const refuse = (message: string): void => {
    say({ type: "error", error: 401, errorType: "UNAUTHORIZED", message });
    socket.close();
  };
  const sayAlive = (): void => say({ type: "control-message", event: "KEEP_ALIVE", timestampMs: account.world.now() });
  const deadline = setTimeout(() => refuse("Authentication timeout"), AUTHENTICATE_MS);
  const keepAlive = setInterval(sayAlive, KEEP_ALIVE_MS);

  function authenticate({ token }: Fields): void {
    if (token !== account.token) {
      refuse("Invalid authentication token");
      return;
    }
    clearTimeout(deadline);
    authenticated = true;
    say({ type: "authenticated", orgId: "DSimOrgAAAA", userId: "DSimUserAAA" });
  }

  function obey(fields: Fields): void {
    const channel = textOf(fields.channel);
    if (fields.type === "authenticate") authenticate(fields);
    else if (!authenticated) refuse("Not authenticated");
    else if (fields.type === "execute") jobs.execute({ channel, compress: fields.compress === true, fields }, nextFault("execute"));
    else if (fields.type === "detach") jobs.detach(channel);
    else if (fields.type === "stop") jobs.stop(textOf(fields.handle));
  }

  socket.on("message", (data) => obey(parseFields(String(data))));
  socket.on("close", () => {
    clearTimeout(deadline);
    clearInterval(keepAlive);
    jobs.stopAll();
  });
}
