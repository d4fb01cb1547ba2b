import type { Explanation } from "@solvent/api-contract";
import { useState } from "react";
import { Link } from "react-router";
import { useExplanation } from "../../api/insight.queries.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { windowText } from "../../lib/figures.ts";
import {
  FIGURE_TITLES,
  type StretchRow,
  summaryText,
  toExclusionRows,
  toGapRows,
  toMinuteRows,
  toOriginRows,
  valueText,
} from "./explain.model.ts";

interface ExplainDialogProps {
  readonly name: string;
  readonly figure: Explanation["figure"];
  readonly targetPercent: string;
  /** Windows of the burn rates, shortest first. */
  readonly burnMinutes: readonly number[];
  readonly onClose: () => void;
}

/** Where does this number come from? Enough to work it out again by hand. */
export function ExplainDialog({ name, figure, targetPercent, burnMinutes, onClose }: ExplainDialogProps) {
  const [minutes, setMinutes] = useState(burnMinutes.includes(60) ? 60 : burnMinutes[0]);
  const burn = figure === "burn" && minutes !== undefined;
  const query = useExplanation(name, { figure, ...(burn ? { minutes } : {}) });
  return (
    <Dialog title={`${FIGURE_TITLES[figure]}: where does this number come from?`} onClose={onClose} wide>
      {burn && (
        <Segmented
          label="Burn rate over"
          options={burnMinutes.map((length) => ({ value: String(length), label: windowText(length) }))}
          value={String(minutes)}
          onChange={(value) => setMinutes(Number(value))}
        />
      )}
      {query.isError && <ProblemNotice what="The explanation could not be loaded" error={query.error} onRetry={() => query.refetch()} />}
      {query.data === undefined && !query.isError && <Skeleton rows={6} label="Loading the explanation" />}
      {query.data !== undefined && <Explained explanation={query.data} targetPercent={targetPercent} />}
      <div className="actions">
        <button type="button" className="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

const Explained = ({ explanation, targetPercent }: { explanation: Explanation; targetPercent: string }) => (
  <div className="explained">
    <p className="formula">
      <b>{valueText(explanation, targetPercent)}</b> <span>{explanation.formula}</span>
    </p>
    <div className="scroller">
      <table className="lined wraps">
        <caption className="visually-hidden">Step by step</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col" className="r">
              Value
            </th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {explanation.steps.map((step) => (
            <tr key={step.name}>
              <th scope="row">{step.name}</th>
              <td className="r">{step.value}</td>
              <td className="ink-2">{step.meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    <div className="two-columns">
      <div>
        <h3>Minutes</h3>
        <KeyValues rows={toMinuteRows(explanation)} />
      </div>
      <div>
        <h3>Definition and data</h3>
        <KeyValues rows={toOriginRows(explanation)} />
      </div>
    </div>
    <h3>
      What is left out <span className="aside">{summaryText(explanation)}</span>
    </h3>
    <Stretches caption="Adjustments" rows={toExclusionRows(explanation)} none="No adjustment touches these minutes." />
    <Stretches caption="Gaps" rows={toGapRows(explanation)} none="Every minute is known." />
    {explanation.source !== null && <Query text={explanation.source.query} />}
    {explanation.parts.length > 0 && <Parts parts={explanation.parts} />}
  </div>
);

const Stretches = ({ caption, rows, none }: { caption: string; rows: readonly StretchRow[]; none: string }) =>
  rows.length === 0 ? (
    <p className="small ink-3">{none}</p>
  ) : (
    <table className="lined wraps">
      <caption className="visually-hidden">{caption}</caption>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.when}</th>
            <td>{row.length}</td>
            <td className="ink-2">{row.what}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );

const Query = ({ text }: { text: string }) => (
  <>
    <h3>Query</h3>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
    <pre className="code-block" tabIndex={0}>
      <code>{text}</code>
    </pre>
    <CopyButton text={text} label="Copy the query" />
  </>
);

/** A composite asks no source: what it is put together from has figures of its own. */
const Parts = ({ parts }: Pick<Explanation, "parts">) => (
  <>
    <h3>Put together from</h3>
    <ul className="plain-list">
      {parts.map(({ objective, weight }) => (
        <li key={objective}>
          <Link to={`/objectives/${objective}`}>{objective}</Link> <span className="ink-3">weight {weight}</span>
        </li>
      ))}
    </ul>
  </>
);
