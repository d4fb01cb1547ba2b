import type { SliceSettings } from "@solvent/domain";
import type { FakeMinute } from "../../src/jobs/test/fake-source.ts";
import { START } from "../../src/jobs/test/job-bench.ts";

/** What happens to the services of the alert test: short outages, slow burns, silences, all at fixed minutes. */
export const ALERT_SERVICES = ["checkout", "search", "login"] as const;
export type AlertService = (typeof ALERT_SERVICES)[number];

export const TARGET_PERCENTS: Readonly<Record<AlertService, string>> = { checkout: "99.9", search: "99", login: "98" };
export const WINDOW_MINUTES = 1440;

const SLICES = { minutes: 5, targetPercent: "95", noTraffic: "good", missing: "exclude" } as const;
/** What a service's objective is besides target and window: one of them is judged by slices. */
export const TERMS: Readonly<Record<AlertService, { readonly method: "timeslices"; readonly slices: SliceSettings } | undefined>> = {
  checkout: undefined,
  search: undefined,
  login: { method: "timeslices", slices: SLICES },
};

const minuteOf: Readonly<Record<AlertService, (at: number) => FakeMinute>> = {
  checkout: (at) => {
    if (at % 97 >= 60 && at % 97 < 73) return "no-series";
    if (at % 23 < 2) return { good: 0, total: 200 };
    return { good: 200, total: 200 };
  },
  login: (at) => {
    if (at % 89 === 44) return "no-sample";
    return at % 53 >= 11 && at % 53 < 24 ? { good: 10, total: 100 } : { good: 99, total: 100 };
  },
  search: (at) => (at % 41 < 6 ? { good: 30, total: 100 } : { good: 100, total: 100 }),
};

/** The truth about one minute; the same in every process. */
export const scriptedMinute = (service: AlertService, minute: number): FakeMinute => minuteOf[service](minute - START);
