import { budgetLine, burnColumns, burnY, SPARK_HEIGHT, SPARK_WIDTH } from "./sparkline.series.ts";

const VIEW = `0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`;
const COLUMN_CLASS = { calm: "f-bar", over: "f-spent", unknown: "f-hatch-unknown" } as const;

export const BurnSparkline = ({ values, label }: { values: readonly (number | null)[]; label: string }) => (
  <svg width={SPARK_WIDTH} height={SPARK_HEIGHT} viewBox={VIEW} role="img" aria-label={label}>
    {burnColumns(values).map(({ kind, ...rect }) => (
      <rect key={rect.x} {...rect} className={COLUMN_CLASS[kind]} />
    ))}
    <path d={`M0 ${burnY(1)}H${SPARK_WIDTH}`} className="s-ink-3" strokeDasharray="2 2" />
    <path d={`M0 ${SPARK_HEIGHT}H${SPARK_WIDTH}`} className="s-line-2" />
  </svg>
);

interface BudgetSparklineProps {
  readonly values: readonly (number | null)[];
  readonly exhausted: boolean;
  readonly label: string;
}

export function BudgetSparkline({ values, exhausted, label }: BudgetSparklineProps) {
  const line = budgetLine(values);
  return (
    <svg width={SPARK_WIDTH} height={SPARK_HEIGHT} viewBox={VIEW} role="img" aria-label={label}>
      {line.unknown.map((band) => (
        <rect key={band.x} {...band} y="0" height={SPARK_HEIGHT} className="f-hatch-unknown" />
      ))}
      <path d={`M0 ${line.zeroY}H${SPARK_WIDTH}`} className="s-ink-3" />
      <path d={line.path} className={exhausted ? "s-spent" : "s-left"} strokeWidth="1.6" />
      {line.end !== null && <circle cx={line.end.x} cy={line.end.y} r="2.3" className={exhausted ? "f-spent" : "f-left"} />}
    </svg>
  );
}
