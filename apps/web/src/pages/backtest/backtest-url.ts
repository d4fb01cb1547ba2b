import { BacktestInput } from "@solvent/api-contract";

/** What a shared link asks: the whole input, checked as the API checks it. */
export const PRESENT_POLICY = { name: "Present rules", rules: null } as const;
export const DEFAULT_INPUT: BacktestInput = { policies: [PRESENT_POLICY] };

/** A link that is not understood is the default, never half of what it said. */
export function decodeBacktest(params: URLSearchParams): BacktestInput {
  const given = BacktestInput.safeParse({
    policies: policiesOf(params.get("policies")),
    from: params.get("from") ?? undefined,
    to: params.get("to") ?? undefined,
    targetPercent: params.get("target") ?? undefined,
  });
  return given.success ? withoutUndefined(given.data) : DEFAULT_INPUT;
}

function policiesOf(text: string | null): unknown {
  if (text === null) return DEFAULT_INPUT.policies;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const withoutUndefined = ({ policies, from, to, targetPercent }: BacktestInput): BacktestInput => ({
  policies,
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
  ...(targetPercent === undefined ? {} : { targetPercent }),
});

export function encodeBacktest(input: BacktestInput): URLSearchParams {
  const params = new URLSearchParams();
  const policies = JSON.stringify(input.policies);
  if (policies !== JSON.stringify(DEFAULT_INPUT.policies)) params.set("policies", policies);
  if (input.from !== undefined) params.set("from", input.from);
  if (input.to !== undefined) params.set("to", input.to);
  if (input.targetPercent !== undefined) params.set("target", input.targetPercent);
  return params;
}
