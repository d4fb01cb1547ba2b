import { type Agreement, type AgreementPeriod, type EndpointName, type ErrorCode, endpoints } from "@solvent/api-contract";
import type { FakeRequest } from "./fake-api.ts";

type Refuse = (status: number, code: ErrorCode, detail: string, field?: string) => Error;

const share = (num: number, den: number) => ({ exact: `${num}/${den}`, value: num / den });

const period = (fields: Partial<AgreementPeriod>): AgreementPeriod => ({
  from: "2026-10-31T23:00Z",
  to: "2026-11-30T23:00Z",
  countedTo: "2026-11-24T18:12Z",
  partial: false,
  state: "running",
  targetPercent: "99.5",
  sli: share(99_912, 100_000),
  met: true,
  margin: share(412, 100_000),
  remainingFraction: share(824, 1000),
  bad: share(880, 1),
  mass: share(1_000_000, 1),
  unit: "events",
  coverage: { minutes: 34_272, counted: 34_272, missing: 0, excluded: 0, noTraffic: 12 },
  excludedFraction: share(0, 1),
  frozenAt: null,
  objectiveRevision: 14,
  ...fields,
});

export const PERIODS: readonly AgreementPeriod[] = [
  period({}),
  period({
    from: "2026-09-30T22:00Z",
    to: "2026-10-31T23:00Z",
    countedTo: "2026-10-31T23:00Z",
    state: "frozen",
    sli: share(99_312, 100_000),
    met: false,
    margin: share(-188, 100_000),
    remainingFraction: share(-376, 1000),
    coverage: { minutes: 44_700, counted: 44_520, missing: 60, excluded: 120, noTraffic: 0 },
    excludedFraction: share(2, 745),
    frozenAt: "2026-11-09T00:10:00Z",
  }),
];

const AGREEMENT: Agreement = {
  name: "acme-gold",
  displayName: null,
  customer: "Acme",
  objective: "checkout-availability",
  targetPercent: "99.5",
  unit: "month",
  zone: "Europe/Stockholm",
  weekStart: "monday",
  startsAt: "2026-09-30T22:00Z",
  note: "A tenth of the monthly fee when it is missed",
  objectiveTargetPercent: "99.9",
  margin: share(4, 1000),
  warnings: [],
  revision: 2,
  author: "local",
  updatedAt: "2026-10-02T09:00:00Z",
  present: PERIODS[0] ?? null,
};

/** Promises to customers, kept in memory. Undefined: not one of their endpoints. */
export function makeAgreements({ empty, refuse }: { readonly empty: boolean; readonly refuse: Refuse }) {
  const agreements: Agreement[] = empty ? [] : [AGREEMENT];
  const find = (name: string | undefined): Agreement => {
    const found = agreements.find((one) => one.name === name);
    if (found === undefined) throw refuse(404, "agreement.not-found", `There is no agreement "${name}"`);
    return found;
  };
  const save = (request: FakeRequest): Agreement => {
    const input = endpoints.createAgreement.body.parse(request.body);
    if (Number(input.targetPercent) > 99.9) {
      throw refuse(400, "request.invalid", "must not be above the target of the objective behind it (99.9 %)", "targetPercent");
    }
    const made = { ...AGREEMENT, ...input, note: input.note, present: null };
    const at = agreements.findIndex((one) => one.name === input.name);
    if (at === -1) agreements.push(made);
    else agreements[at] = made;
    return made;
  };
  return (name: EndpointName, params: Readonly<Record<string, string>>, request: FakeRequest): unknown => {
    switch (name) {
      case "listAgreements":
        return { items: agreements, nextCursor: null };
      case "getAgreement":
        return find(params.name);
      case "listAgreementPeriods":
        return { items: find(params.name).present === null ? [] : PERIODS };
      case "createAgreement":
      case "updateAgreement":
        return save(request);
      case "deleteAgreement":
        agreements.splice(agreements.indexOf(find(params.name)), 1);
        return null;
      default:
        return undefined;
    }
  };
}
