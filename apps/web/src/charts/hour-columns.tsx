interface HourColumn {
  readonly hour: number;
  readonly good: number;
  readonly bad: number;
  readonly unknown: boolean;
  /** More failed than the target allows: drawn large enough to be seen. */
  readonly over: boolean;
}

const WIDTH = 480;
const HEIGHT = 72;
const MIN_BAD_PX = 2;

/** Hourly columns: good grey, bad red on top, an hour of which nothing is known hatched. The last one is the newest. */
export function HourColumns({ hours, label }: { hours: readonly HourColumn[]; label: string }) {
  const highest = Math.max(1, ...hours.map((h) => h.good + h.bad));
  const pitch = WIDTH / Math.max(1, hours.length);
  const heightOf = (count: number) => (count / highest) * HEIGHT;
  return (
    <svg className="hour-columns" width={WIDTH} height={HEIGHT + 18} viewBox={`0 0 ${WIDTH} ${HEIGHT + 18}`} role="img" aria-label={label}>
      {hours.map((h) => {
        const x = h.hour * pitch;
        if (h.unknown) return <rect key={h.hour} x={x} y="0" width={pitch} height={HEIGHT} className="f-hatch-unknown" />;
        const bad = h.over ? Math.max(MIN_BAD_PX, heightOf(h.bad)) : heightOf(h.bad);
        const good = Math.min(heightOf(h.good), HEIGHT - bad);
        return (
          <g key={h.hour}>
            <rect x={x + 1} y={HEIGHT - good} width={pitch - 2} height={good} className="f-bar" />
            <rect x={x + 1} y={HEIGHT - good - bad} width={pitch - 2} height={bad} className="f-spent" />
          </g>
        );
      })}
      <path d={`M0 ${HEIGHT}H${WIDTH}`} className="s-line-2" />
      <text x="0" y={HEIGHT + 14}>
        24{"\u202f"}h ago
      </text>
      <text x={WIDTH} y={HEIGHT + 14} textAnchor="end">
        now
      </text>
    </svg>
  );
}
