import type { FakeMinute } from "../../src/jobs/test/fake-source.ts";
import { START } from "../../src/jobs/test/job-bench.ts";

/** What happens to the services of the alert test: short outages, slow burns, silences, all at fixed minutes. */
export const ALERT_SERVICES = ["checkout", "search"] as const;
export type AlertService = (typeof ALERT_SERVICES)[number];

export const TARGET_PERCENTS: Readonly<Record<AlertService, string>> = { checkout: "99.9", search: "99" };
export const WINDOW_MINUTES = 1440;

const minuteOf: Readonly<Record<AlertService, (at: number) => FakeMinute>> = {
  checkout: (at) => {
    if (at % 97 >= 60 && at % 97 < 73) return "no-series";
    if (at % 23 < 2) return { good: 0, total: 200 };
    return { good: 200, total: 200 };
  },
  search: (at) => (at % 41 < 6 ? { good: 30, total: 100 } : { good: 100, total: 100 }),
};

/** The truth about one minute; the same in every process. */
export const scriptedMinute = (service: AlertService, minute: number): FakeMinute => minuteOf[service](minute - START);
