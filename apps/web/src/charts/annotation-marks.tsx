import type { AnnotationKind } from "@solvent/api-contract";
import { usePlotArea, useXAxisScale, ZIndexLayer } from "recharts";
import { FRONT } from "./layers.tsx";

export interface AnnotationMark {
  readonly key: string;
  readonly kind: AnnotationKind;
  readonly ms: number;
  /** "Deploy checkout 1.42.0, Tue 24 Nov 18:32": shown at the mark under the pointer. */
  readonly text: string;
}

const TICK_PX = 18;
/** The kinds differ by shape, never by hue; drawn around (0, 0). */
const SHAPES: Readonly<Record<AnnotationKind, string>> = {
  deploy: "M0 -4.5L4.5 4H-4.5Z",
  incident: "M0 -5L5 0L0 5L-5 0Z",
  note: "M-3.5 -3.5H3.5V3.5H-3.5Z",
};

const Shape = ({ kind, x, y }: { kind: AnnotationKind; x: number; y: number }) => (
  <path d={SHAPES[kind]} transform={`translate(${x} ${y})`} className={kind === "note" ? "annotation-shape open" : "annotation-shape"} />
);

/** A thin tick with the shape of its kind on the axis, where each began. */
export function AnnotationMarks({ marks }: { marks: readonly AnnotationMark[] }) {
  const xOf = useXAxisScale();
  const plot = usePlotArea();
  if (xOf === undefined || plot === undefined) return null;
  const foot = plot.y + plot.height;
  return (
    <ZIndexLayer zIndex={FRONT}>
      {marks.map(({ key, kind, ms, text }) => {
        const x = xOf(ms) ?? plot.x;
        return (
          <g key={key} className="annotation-mark">
            <title>{text}</title>
            <path d={`M${x} ${foot}v${-TICK_PX}`} className="s-ink-2" />
            <Shape kind={kind} x={x} y={foot - 5} />
          </g>
        );
      })}
    </ZIndexLayer>
  );
}

export const AnnotationSwatch = ({ kind }: { kind: AnnotationKind }) => (
  <svg width="11" height="11" aria-hidden="true">
    <Shape kind={kind} x={5.5} y={5.5} />
  </svg>
);
