import { type AnnotationMark, AnnotationSwatch } from "../../charts/annotation-marks.tsx";
import { countKinds } from "./annotations.model.ts";

/** What the shapes on the axis are, and how many. */
export function AnnotationLegend({ marks, label }: { marks: readonly AnnotationMark[]; label: string }) {
  if (marks.length === 0) return null;
  return (
    <ul className="legend small ink-2" aria-label={label}>
      {countKinds(marks).map(({ kind, text }) => (
        <li key={kind}>
          <AnnotationSwatch kind={kind} /> {text}
        </li>
      ))}
    </ul>
  );
}
