import { createContext, useContext, useEffect, useState } from "react";

/** Reads the clock, in milliseconds since the epoch. */
export type Now = () => number;

/** The viewer's clock and zone: provided once by the app. */
export const ClockContext = createContext<{ readonly now: Now; readonly zone: string }>({ now: () => 0, zone: "UTC" });

export const useZone = (): string => useContext(ClockContext).zone;

/** The time, read again every `everyMs`. */
export function useNow(everyMs: number): number {
  const { now } = useContext(ClockContext);
  const [value, setValue] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setValue(now()), everyMs);
    return () => clearInterval(timer);
  }, [now, everyMs]);
  return value;
}
