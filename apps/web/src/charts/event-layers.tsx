import { usePlotArea, useXAxisScale, ZIndexLayer } from "recharts";
import type { AlertSpan } from "./alert-spans.ts";
import type { AdjustedBand } from "./burn-down.series.ts";
import { placeLabels } from "./gaps.ts";
import { AXIS_CHAR_PX, BACK, FRONT, MIN_BAND_PX } from "./layers.tsx";

const TICKET_BAND_PX = 4;
const GENERATED_BAND_PX = 7;

interface AlertBandsProps {
  readonly spans: readonly AlertSpan[];
  readonly labelled: boolean;
}

/**
 * Pages wash the plot from their red moment on; tickets, which last for days, are a strip at its top. Labels stand above the plot,
 * those of pages first; one that would cover another is dropped.
 */
export function AlertBands({ spans, labelled }: AlertBandsProps) {
  const xOf = useXAxisScale();
  const plot = usePlotArea();
  if (xOf === undefined || plot === undefined) return null;
  const right = plot.x + plot.width;
  const drawn = spans.map((span) => {
    const x = Math.max(plot.x, xOf(span.fromMs) ?? plot.x);
    const width = Math.max(MIN_BAND_PX, Math.min(right, xOf(span.toMs) ?? right) - x);
    return { ...span, x, width, begins: (xOf(span.fromMs) ?? plot.x) >= plot.x - 0.5 };
  });
  const begun = drawn.filter(({ begins }) => begins);
  const labels = placeLabels(
    begun.map(({ x, severity, text }) => ({ x, width: severity === "page" ? 1 : 0, text })),
    { x: plot.x, width: plot.width },
    AXIS_CHAR_PX,
  );
  return (
    <>
      <ZIndexLayer zIndex={BACK}>
        {drawn.map(({ key, severity, x, width }) => (
          <rect
            key={key}
            x={x}
            width={width}
            y={plot.y}
            height={severity === "page" ? plot.height : TICKET_BAND_PX}
            className={severity === "page" ? "alert-band f-spent-soft" : "alert-band f-risk"}
          />
        ))}
      </ZIndexLayer>
      <ZIndexLayer zIndex={FRONT}>
        {begun.map(({ key, severity, x }) => (
          <path
            key={key}
            d={`M${x} ${plot.y}v${severity === "page" ? plot.height : 12}`}
            className={severity === "page" ? "alert-moment s-spent" : "s-risk"}
            strokeWidth="1.6"
          />
        ))}
        {labelled &&
          labels.map((label) => (
            <text
              key={label.x}
              x={label.x}
              y={plot.y - 5}
              textAnchor="middle"
              className={`halo strong tone-${begun.find(({ text }) => text === label.text)?.severity === "ticket" ? "risk" : "spent"}`}
            >
              {label.text}
            </text>
          ))}
      </ZIndexLayer>
    </>
  );
}

interface GeneratedBandProps {
  /** Up to here the history was generated; null: nowhere. */
  readonly untilMs: number | null;
  /** Said at the band, where there is room. */
  readonly text: string;
}

/** A hatched strip along the foot of the plot under everything that was generated, with its words. The figures above it are drawn as usual. */
export function GeneratedBand({ untilMs, text }: GeneratedBandProps) {
  const xOf = useXAxisScale();
  const plot = usePlotArea();
  if (untilMs === null || xOf === undefined || plot === undefined) return null;
  const end = Math.min(plot.x + plot.width, xOf(untilMs) ?? plot.x);
  if (end <= plot.x) return null;
  const foot = plot.y + plot.height;
  const fits = text.length * AXIS_CHAR_PX < plot.width;
  const [label] = placeLabels([{ x: plot.x, width: end - plot.x, text: fits ? text : "generated" }], plot, AXIS_CHAR_PX);
  return (
    <>
      <ZIndexLayer zIndex={BACK}>
        <rect
          x={plot.x}
          width={Math.max(MIN_BAND_PX, end - plot.x)}
          y={foot - GENERATED_BAND_PX}
          height={GENERATED_BAND_PX}
          className="generated-band f-hatch-unknown"
        />
        <path d={`M${end} ${plot.y}v${plot.height}`} className="s-ink-3" strokeDasharray="2 3" />
      </ZIndexLayer>
      {label !== undefined && text !== "" && (
        <ZIndexLayer zIndex={FRONT}>
          <text x={label.x} y={foot - GENERATED_BAND_PX - 5} textAnchor="middle" className="halo ink-2">
            {label.text}
          </text>
        </ZIndexLayer>
      )}
    </>
  );
}

interface AdjustedBandsProps {
  readonly bands: readonly AdjustedBand[];
}

/** Excluded time is dotted, forgiven time ruled; the words stand at the head of the plot where there is room, and under the chart. */
export function AdjustedBands({ bands }: AdjustedBandsProps) {
  const xOf = useXAxisScale();
  const plot = usePlotArea();
  if (xOf === undefined || plot === undefined) return null;
  const drawn = bands.map((band) => {
    const x = xOf(band.fromMs) ?? plot.x;
    return {
      key: `${band.mode} ${band.fromMs}`,
      mode: band.mode,
      x,
      width: Math.max(MIN_BAND_PX, (xOf(band.toMs) ?? x) - x),
      text: band.label,
    };
  });
  return (
    <>
      <ZIndexLayer zIndex={BACK}>
        {drawn.map((band) => (
          <rect
            key={band.key}
            x={band.x}
            width={band.width}
            y={plot.y}
            height={plot.height}
            className={`adjusted-band ${band.mode === "exclude" ? "f-dots-excluded" : "f-rules-forgiven"}`}
          />
        ))}
      </ZIndexLayer>
      <ZIndexLayer zIndex={FRONT}>
        {placeLabels(drawn, plot, AXIS_CHAR_PX).map((label) => (
          <text key={label.x} x={label.x} y={plot.y + plot.height - 46} textAnchor="middle" className="halo ink-2">
            {label.text}
          </text>
        ))}
      </ZIndexLayer>
    </>
  );
}

/** An episode on the time axis, with its letter in the ledger. */
export interface EpisodeSpan {
  readonly key: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly letter: string;
  /** "−14.2 %". */
  readonly cost: string;
}

/** A wash over each episode, its letter and cost above the plot; labels that would touch are dropped, the washes stay. */
export function EpisodeBands({ spans }: { spans: readonly EpisodeSpan[] }) {
  const xOf = useXAxisScale();
  const plot = usePlotArea();
  if (xOf === undefined || plot === undefined) return null;
  const drawn = spans.map((span) => {
    const x = Math.max(plot.x, xOf(span.fromMs) ?? plot.x);
    return { ...span, x, width: Math.max(MIN_BAND_PX, (xOf(span.toMs) ?? x) - x), text: `${span.letter} ${span.cost}` };
  });
  return (
    <>
      <ZIndexLayer zIndex={BACK}>
        {drawn.map((span) => (
          <rect key={span.key} x={span.x} width={span.width} y={plot.y} height={plot.height} className="episode-band f-spent-soft" />
        ))}
      </ZIndexLayer>
      <ZIndexLayer zIndex={FRONT}>
        {placeLabels(drawn, plot, AXIS_CHAR_PX).map((label) => (
          <text key={label.x} x={label.x} y={plot.y - 6} textAnchor="middle" className="halo strong tone-spent">
            {label.text}
          </text>
        ))}
      </ZIndexLayer>
    </>
  );
}

/** Sunk ground over what is still to come of a calendar period. */
export function FutureBand({ fromMs, text }: { fromMs: number; text: string }) {
  const xOf = useXAxisScale();
  const plot = usePlotArea();
  if (xOf === undefined || plot === undefined) return null;
  const x = Math.max(plot.x, xOf(fromMs) ?? plot.x);
  const width = plot.x + plot.width - x;
  if (width < MIN_BAND_PX) return null;
  return (
    <>
      <ZIndexLayer zIndex={BACK}>
        <rect x={x} width={width} y={plot.y} height={plot.height} className="future-band f-sunk" />
      </ZIndexLayer>
      {text.length * AXIS_CHAR_PX < width && (
        <ZIndexLayer zIndex={FRONT}>
          <text x={x + width / 2} y={plot.y + 14} textAnchor="middle" className="halo">
            {text}
          </text>
        </ZIndexLayer>
      )}
    </>
  );
}
