import { BAR_WIDTH, BAR_ZERO, budgetBar } from "./budget-bar.series.ts";

interface BudgetBarProps {
  readonly left: number | null;
  readonly spentLastDay: number | null;
  /** Provisional or not measured now: hatched instead of solid. */
  readonly uncertain: boolean;
  readonly label: string;
}

export function BudgetBar({ left, spentLastDay, uncertain, label }: BudgetBarProps) {
  const bar = budgetBar(left, spentLastDay);
  return (
    <svg className="budget-bar" width={BAR_WIDTH} height="12" viewBox={`0 0 ${BAR_WIDTH} 12`} role="img" aria-label={label}>
      <rect x={BAR_ZERO} y="0" width={BAR_WIDTH - BAR_ZERO} height="12" className="f-sunk" />
      {bar.left !== null && <rect {...bar.left} y="0" height="12" className={uncertain ? "f-hatch-unknown" : "f-left"} />}
      {bar.lastDay !== null && !uncertain && <rect {...bar.lastDay} y="0" height="12" className="f-spent" />}
      {bar.over !== null && (
        <rect
          x={bar.over.x}
          y="0.5"
          width={bar.over.width}
          height="11"
          className={uncertain ? "f-hatch-unknown" : "f-hatch-over s-spent-line"}
        />
      )}
      {bar.over?.clamped && <path d="M9 2 5 6l4 4" className="s-spent" strokeWidth="2" />}
      <path d={`M${BAR_ZERO} -4v20`} className="s-ink" strokeWidth="1.5" />
    </svg>
  );
}
