import type { PushInbox } from "@solvent/metric-sources";

export const forever = () => new Promise<never>(() => undefined);

/** The inbox as it is stored, once everything that was begun before is done; with a fault instead, where one is planned. */
export function faultyInbox(inbox: PushInbox, plan: () => Promise<{ readonly do: string } | null>): PushInbox {
  const guard = async <T>(ask: () => Promise<T>): Promise<T> => {
    const fault = await plan();
    if (fault?.do === "away") throw new Error("the database system is starting up");
    return fault?.do === "hang" ? forever() : ask();
  };
  return {
    minutes: (...ask) => guard(() => inbox.minutes(...ask)),
    series: (...ask) => guard(() => inbox.series(...ask)),
    names: (...ask) => guard(() => inbox.names(...ask)),
    summary: (...ask) => guard(() => inbox.summary(...ask)),
  };
}
