import { type Fraction, fractionToNumber, OBJECTIVE_STATES } from "@solvent/domain";
import { Gauge, type Registry } from "prom-client";
import type { Judgement } from "../usecases/status/judge-objective.ts";
import type { StatusBoard } from "../usecases/status/status-board.ts";

interface FigureGauge {
  readonly name: string;
  readonly help: string;
  readonly of: (judgement: Judgement) => Fraction | number | null;
}

/** A figure that is not known has no sample: a made-up zero would be a lie on somebody's graph. */
const FIGURES: readonly FigureGauge[] = [
  {
    name: "solvent_objective_target_ratio",
    help: "Share of good events, or slices, that is promised",
    of: ({ plan }) => plan.terms.target,
  },
  {
    name: "solvent_objective_sli_ratio",
    help: "Share of good events, or slices, in the objective's window",
    of: ({ status }) => status.sli,
  },
  {
    name: "solvent_objective_budget_left_ratio",
    help: "Share of the error budget that is left in the objective's window; negative when overspent",
    of: ({ status }) => (status.sli === null ? null : status.budget.remainingFraction),
  },
  {
    name: "solvent_objective_burn_rate_1h",
    help: "Burn rate over the last hour; 1 spends exactly the budget",
    of: ({ burnHour }) => burnHour,
  },
  {
    name: "solvent_objective_coverage_ratio",
    help: "Share of the window's minutes that are counted",
    of: ({ counts }) => counts.counted / Math.max(1, counts.minutes - counts.excluded),
  },
];

const LABELS = ["objective", "service"] as const;
const labelsOf = ({ entry }: Judgement) => ({ objective: entry.name, service: entry.service });
const toNumber = (value: Fraction | number): number => (typeof value === "number" ? value : fractionToNumber(value));

/** Each objective's figures on `/metrics`, judged by the same board that the pages read. */
export function addObjectiveMetrics(registry: Registry, board: Pick<StatusBoard, "snapshot">): void {
  for (const figure of FIGURES) {
    new Gauge({
      name: figure.name,
      help: figure.help,
      labelNames: [...LABELS],
      registers: [registry],
      async collect() {
        this.reset();
        for (const judgement of (await board.snapshot()).judgements) {
          const value = figure.of(judgement);
          if (value !== null) this.set(labelsOf(judgement), toNumber(value));
        }
      },
    });
  }
  new Gauge({
    name: "solvent_objective_state",
    help: "1 for the state that an objective is in, 0 for the others",
    labelNames: [...LABELS, "state"],
    registers: [registry],
    async collect() {
      this.reset();
      for (const judgement of (await board.snapshot()).judgements) {
        for (const state of OBJECTIVE_STATES) this.set({ ...labelsOf(judgement), state }, state === judgement.state ? 1 : 0);
      }
    },
  });
}
