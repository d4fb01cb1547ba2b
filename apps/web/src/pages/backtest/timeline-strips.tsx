import type { Backtest } from "@solvent/api-contract";
import { type Strip, type Timeline, toTimeline } from "./backtest.model.ts";

/** All strips share one time axis; widths are shares of it. */
const WIDTH = 1000;
const HEIGHT = 26;
const TICKET_PX = 9;
const MIN_MARK = 3;

/** One line per policy: pages over the whole height, tickets at the foot, what nobody is told dotted; episodes are the wash behind. */
export function TimelineStrips({ backtest, zone }: { backtest: Backtest; zone: string }) {
  const timeline = toTimeline(backtest, zone);
  return (
    <div className="strips">
      {timeline.strips.map((strip) => (
        <div key={strip.name} className="strip-row">
          <div className="strip-name">{strip.name}</div>
          <StripView strip={strip} timeline={timeline} />
        </div>
      ))}
      <div className="strip-row" aria-hidden="true">
        <div className="strip-name" />
        <svg className="strip-axis" aria-hidden="true">
          {timeline.ticks.filter(isInside).map(({ x, label }) => (
            <text key={label} x={`${x * 100}%`} y="12" textAnchor="middle">
              {label}
            </text>
          ))}
        </svg>
      </div>
      <p className="small ink-3">
        Red over the whole height: page. Red in the upper half: page without an episode. Amber at the foot: ticket. Dotted: not told, a page
        was open. Shaded: episode.
      </p>
    </div>
  );
}

/** A label at an end would reach beyond the axis; its tick stays. */
const isInside = ({ x }: { readonly x: number }): boolean => x > 0.06 && x < 0.94;

const SHAPES = {
  page: { y: 0, height: HEIGHT, className: "f-spent" },
  noise: { y: 0, height: HEIGHT / 2, className: "f-spent" },
  ticket: { y: HEIGHT - TICKET_PX, height: TICKET_PX, className: "f-risk" },
  suppressed: { y: HEIGHT - TICKET_PX, height: TICKET_PX, className: "f-dots-excluded" },
} as const;

const StripView = ({ strip, timeline }: { strip: Strip; timeline: Timeline }) => (
  <svg className="strip-svg" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={strip.label}>
    <rect width={WIDTH} height={HEIGHT} className="f-sunk" />
    {timeline.episodes.map(({ key, x, width }) => (
      <rect key={key} x={x * WIDTH} width={Math.max(MIN_MARK, width * WIDTH)} height={HEIGHT} className="f-spent-soft" />
    ))}
    {strip.marks.map((mark) => (
      <rect
        key={mark.key}
        x={Math.min(mark.x * WIDTH, WIDTH - MIN_MARK)}
        width={Math.max(MIN_MARK, mark.width * WIDTH)}
        {...SHAPES[mark.kind === "page" && mark.noise ? "noise" : mark.kind]}
      />
    ))}
    {timeline.ticks.map(({ x, label }) => (
      <path key={label} d={`M${x * WIDTH} ${HEIGHT}v-4`} className="s-ink-3" />
    ))}
  </svg>
);
