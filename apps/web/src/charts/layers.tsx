import { useEffect } from "react";
import { DefaultZIndexes, useActiveTooltipLabel, usePlotArea, useXAxisScale, useYAxisScale, ZIndexLayer } from "recharts";
import { type GapBand, placeLabels } from "./gaps.ts";

/** Right of every plot there is room for direct labels; all charts share it, so that their time axes line up. */
export const CHART_MARGIN = { top: 16, right: 96, bottom: 0, left: 0 };
export const Y_AXIS_WIDTH = 56;
export const AXIS_CHAR_PX = 5.8;
export const MIN_BAND_PX = 3;
const LABEL_PITCH_PX = 14;

/*
 * Only layers that Recharts always renders: one of our own would be made on demand, and when its last user goes and another comes
 * in the same moment nothing is drawn in it.
 */
/** Above lines and bars. */
export const FRONT = DefaultZIndexes.label;
/** Between the grid and the series. */
export const BACK = DefaultZIndexes.barBackground;
/** Under the lines, over washes. */
const MIDDLE = DefaultZIndexes.bar;

/** Hatched bands where nothing is known, at least 3 px wide. */
export function GapBands({ bands, labelled }: { bands: readonly GapBand[]; labelled: boolean }) {
  const xOf = useXAxisScale();
  const plot = usePlotArea();
  if (xOf === undefined || plot === undefined) return null;
  const drawn = bands.map((band) => {
    const x = xOf(band.fromMs) ?? plot.x;
    return { x, width: Math.max(MIN_BAND_PX, (xOf(band.toMs) ?? x) - x), text: band.label };
  });
  return (
    <>
      <ZIndexLayer zIndex={BACK}>
        {drawn.map((band) => (
          <rect key={band.x} x={band.x} width={band.width} y={plot.y} height={plot.height} className="gap-band f-hatch-unknown" />
        ))}
      </ZIndexLayer>
      {labelled && (
        <ZIndexLayer zIndex={FRONT}>
          {placeLabels(drawn, plot, AXIS_CHAR_PX).map((label) => (
            <text key={label.x} x={label.x} y={plot.y + plot.height - 30} textAnchor="middle" className="halo ink-2">
              {label.text}
            </text>
          ))}
        </ZIndexLayer>
      )}
    </>
  );
}

export interface EndLabel {
  readonly key: string;
  /** Value on the y axis at which it stands. */
  readonly at: number;
  readonly text: string;
  readonly className: string;
}

/** Direct labels at the right end of the plot, pushed apart downwards so that none covers another. */
export function EndLabels({ labels }: { labels: readonly EndLabel[] }) {
  const yOf = useYAxisScale();
  const plot = usePlotArea();
  if (yOf === undefined || plot === undefined) return null;
  let previous = Number.NEGATIVE_INFINITY;
  const placed = labels
    .map((label) => ({ ...label, y: yOf(label.at) ?? plot.y }))
    .sort((a, b) => a.y - b.y)
    .map((label) => {
      previous = Math.max(label.y, previous + LABEL_PITCH_PX);
      return { ...label, y: previous };
    });
  return (
    <ZIndexLayer zIndex={FRONT}>
      {placed.map((label) => (
        <text key={label.key} x={plot.x + plot.width + 6} y={label.y + 4} className={label.className}>
          {label.text}
        </text>
      ))}
    </ZIndexLayer>
  );
}

export interface Threshold {
  readonly key: string;
  readonly at: number;
  readonly text: string;
  readonly tone: "spent" | "risk" | "ink-3";
}

/** Horizontal lines with their words inside the plot at the left; a label that would touch the one above is dropped, its line stays. */
export function Thresholds({ lines }: { lines: readonly Threshold[] }) {
  const yOf = useYAxisScale();
  const plot = usePlotArea();
  if (yOf === undefined || plot === undefined) return null;
  let previous = Number.NEGATIVE_INFINITY;
  const placed = lines
    .map((line) => ({ ...line, y: yOf(line.at) ?? plot.y }))
    .sort((a, b) => a.y - b.y)
    .map((line) => {
      const room = line.y - previous >= LABEL_PITCH_PX - 2;
      if (room) previous = line.y;
      return { ...line, room };
    });
  return (
    <>
      <ZIndexLayer zIndex={MIDDLE}>
        {placed.map((line) => (
          <path
            key={line.key}
            d={`M${plot.x} ${line.y}h${plot.width}`}
            className={`s-${line.tone}`}
            strokeWidth="1.2"
            strokeDasharray={line.tone === "ink-3" ? "" : "6 3"}
          />
        ))}
      </ZIndexLayer>
      <ZIndexLayer zIndex={FRONT}>
        {placed
          .filter((line) => line.room)
          .map((line) => (
            <text key={line.key} x={plot.x + 6} y={line.y - 5} className={`halo tone-${line.tone}`}>
              {line.text}
            </text>
          ))}
      </ZIndexLayer>
    </>
  );
}

export interface TrafficColumn {
  readonly fromMs: number;
  readonly toMs: number;
  /** Per minute; null where nothing is known. */
  readonly good: number | null;
  readonly bad: number | null;
}

const COLUMN_GAP_PX = 1;

/** Columns exactly as wide as their time, the bad part in red on top of the good one. */
export function TrafficColumns({ columns }: { columns: readonly TrafficColumn[] }) {
  const xOf = useXAxisScale();
  const yOf = useYAxisScale();
  if (xOf === undefined || yOf === undefined) return null;
  const place = (value: number, of: typeof xOf) => of(value) ?? 0;
  const ground = place(0, yOf);
  return (
    <ZIndexLayer zIndex={MIDDLE}>
      {columns.map(({ fromMs, toMs, good, bad }) => {
        if (good === null || bad === null) return null;
        const x = place(fromMs, xOf);
        const width = Math.max(1, place(toMs, xOf) - x - COLUMN_GAP_PX);
        const [goodTop, badTop] = [place(good, yOf), place(good + bad, yOf)];
        return (
          <g key={fromMs}>
            <rect x={x} width={width} y={goodTop} height={ground - goodTop} className="f-bar" />
            {bad > 0 && <rect x={x} width={width} y={badTop} height={goodTop - badTop} className="f-spent" />}
          </g>
        );
      })}
    </ZIndexLayer>
  );
}

/** A vertical line in ink, e.g. at now. Outside of the range nothing is drawn. */
export function Moment({ ms }: { ms: number }) {
  const xOf = useXAxisScale();
  const plot = usePlotArea();
  const x = xOf?.(ms);
  if (x === undefined || plot === undefined || x < plot.x - 0.5 || x > plot.x + plot.width + 0.5) return null;
  return (
    <ZIndexLayer zIndex={FRONT}>
      <path d={`M${x} ${plot.y}v${plot.height}`} className="s-ink" strokeWidth="1" />
    </ZIndexLayer>
  );
}

/** Tells the page which instant the pointer or the arrow keys are on; null when on none. */
export function ActiveProbe({ onActive }: { onActive: (ms: number | null) => void }) {
  const label = useActiveTooltipLabel();
  const ms = label === undefined ? null : Number(label);
  useEffect(() => onActive(ms), [ms, onActive]);
  return null;
}

/** Words beside the end of a falling line: right of it, or where there is no room left of it and below. */
export function PointLabel({ ms, at, text }: { ms: number; at: number; text: string }) {
  const xOf = useXAxisScale();
  const yOf = useYAxisScale();
  const plot = usePlotArea();
  const [x, y] = [xOf?.(ms), yOf?.(at)];
  if (x === undefined || y === undefined || plot === undefined) return null;
  const fits = x + text.length * AXIS_CHAR_PX + 8 < plot.x + plot.width + CHART_MARGIN.right;
  return (
    <ZIndexLayer zIndex={FRONT}>
      <text
        x={fits ? x + 7 : x - 7}
        y={fits ? Math.max(plot.y + 12, y - 7) : y + 18}
        textAnchor={fits ? "start" : "end"}
        className="halo strong ink"
      >
        {text}
      </text>
    </ZIndexLayer>
  );
}
