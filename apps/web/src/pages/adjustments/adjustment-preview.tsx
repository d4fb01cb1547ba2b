import type { AdjustmentInput, AdjustmentPreview } from "@solvent/api-contract";
import { useAdjustmentPreview } from "../../api/adjustments.queries.ts";
import { Icon } from "../../components/icon.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { useDebounced } from "../../components/use-debounced.ts";
import { type AdjustmentValues, previewInput } from "./adjustment-form.model.ts";
import { reachText, toEffectRows, toOccurrenceTexts } from "./adjustments.model.ts";

const PAUSE_MS = 400;

/** What it would do to the budgets it touches, asked for while it is being entered. */
export function AdjustmentPreviewView({ values, zone }: { values: AdjustmentValues; zone: string }) {
  const text = useDebounced(JSON.stringify(previewInput({ ...values, reason: "" })), PAUSE_MS);
  const input: AdjustmentInput | null = JSON.parse(text);
  const preview = useAdjustmentPreview(input);
  return (
    <section aria-label="What it would do" className="preview">
      <h3>What it would do</h3>
      {preview.isError && <ProblemNotice what="It could not be previewed" error={preview.error} />}
      {preview.data === undefined && !preview.isError && <p className="small ink-3">Shown as soon as its times are complete.</p>}
      {preview.data !== undefined && !preview.isError && <Effects preview={preview.data} zone={zone} repeats={values.repeat !== "once"} />}
    </section>
  );
}

const Effects = ({ preview, zone, repeats }: { preview: AdjustmentPreview; zone: string; repeats: boolean }) => (
  <>
    <p className="small ink-2" role="status">
      {reachText(preview)}
    </p>
    {preview.effects.length > 0 && (
      <table className="lined wraps">
        <thead>
          <tr>
            <th scope="col">Objective</th>
            <th scope="col" className="r">
              Left now
            </th>
            <th scope="col" className="r">
              Left then
            </th>
            <th scope="col" className="r">
              Excluded in all
            </th>
          </tr>
        </thead>
        <tbody>
          {toEffectRows(preview).map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.title}</th>
              <td className="r ink-2">{row.before}</td>
              <td className="r">
                <b>{row.after}</b>
              </td>
              <td className="r">
                {row.tooMuch && (
                  <>
                    <Icon name="at-risk" size={12} /> <span className="visually-hidden">too much:</span>{" "}
                  </>
                )}
                {row.excluded}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
    {toEffectRows(preview).some((row) => row.tooMuch) && (
      <p className="small tone-risk">More than 5{"\u202f"}% of a window would be excluded: its figures say less about what users saw.</p>
    )}
    {repeats && (
      <details>
        <summary className="small">The first {preview.occurrences.length} times</summary>
        <ol className="occurrences small ink-2">
          {toOccurrenceTexts(preview, zone).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ol>
      </details>
    )}
  </>
);
