import { Link } from "react-router";
import { BudgetBar } from "../../charts/budget-bar.tsx";
import { BudgetSparkline, BurnSparkline } from "../../charts/sparklines.tsx";
import { Icon } from "../../components/icon.tsx";
import { BurnBadge, SeverityMark, StateBadge } from "../../components/state.tsx";
import { type BoardRow, fractionDigits } from "./board.model.ts";

export const BoardRowView = ({ row, fractionDigits: width }: { row: BoardRow; fractionDigits: number }) => (
  <tr className={`row state-${row.state}`}>
    <td className="k-state">
      <StateBadge state={row.state} />
      {row.firing !== null && (
        <div className="under-state" title={row.muted === "" ? undefined : row.muted}>
          <SeverityMark severity={row.firing.severity} open text={row.firing.text} />
          {row.muted !== "" && <span className="ink-3">, muted</span>}
        </div>
      )}
      {row.firing === null && row.muted !== "" && (
        <div className="under-state ink-3">
          <Icon name="muted" size={12} /> {row.muted}
        </div>
      )}
    </td>
    <th scope="row" className="k-name">
      <Link className="row-link" to={row.href} title={row.title}>
        {row.title}
      </Link>
      <div className="sub">
        {row.labels !== "" && <span className="labels">{row.labels} · </span>}
        {row.owner}
        {row.reason !== null && <span className="tone-unknown"> · {row.reason}</span>}
        {row.generated !== null && (
          <span className="tone-unknown" title={row.generated.whole}>
            {" "}
            · {row.generated.short}
          </span>
        )}
      </div>
    </th>
    <td className="k-target" title={row.terms}>
      <div className="two">
        <div className="a">{row.target}</div>
        <div className="b">
          {row.window}
          {row.sliced && (
            <>
              {" · "}
              <Icon name="slices" size={11} /> slices
            </>
          )}
        </div>
      </div>
    </td>
    <td className="k-sli r">
      <Sli row={row} width={width} />
    </td>
    <td className="k-budget">
      <div className="budget">
        <BudgetBar
          left={row.budget.left}
          spentLastDay={row.budget.spentLastDay}
          uncertain={row.budget.uncertain}
          label={`${row.budget.text} of the budget left`}
        />
        <Two a={row.budget.text} b={row.budget.units} tone={row.budget.tone} />
      </div>
    </td>
    <td className="k-burn" title={row.burn.rule}>
      <div className="two">
        <div className="a">{row.burn.text}</div>
        <div className="b">
          <BurnBadge word={row.burn.word} />
        </div>
      </div>
    </td>
    <td className="k-spark">
      <BurnSparkline values={row.burnLastDay} label="Burn rate over the last 24 hours" />
    </td>
    <td className="k-spark">
      <BudgetSparkline values={row.budgetOverWindow} exhausted={row.state === "exhausted"} label="Budget left over the window" />
    </td>
    <td className={row.coverageWhole ? "k-cov r ink-3" : "k-cov r"}>{row.coverage}</td>
  </tr>
);

const Two = ({ a, b, tone = "ink" }: { a: string; b: string; tone?: string }) => (
  <div className="two">
    <div className={`a tone-${tone}`}>{a}</div>
    <div className="b">{b}</div>
  </div>
);

/** Hidden zeros align the column at the decimal point without claiming digits. */
function Sli({ row, width }: { row: BoardRow; width: number }) {
  if (row.sli === null) return <span className="ink-3">–</span>;
  const tone = row.sliMissed ? "tone-spent" : row.budget.uncertain ? "tone-unknown" : "";
  return (
    <span className={`sli ${tone}`}>
      {row.sli}
      <span className="pad" aria-hidden="true">
        {"0".repeat(Math.max(0, width - fractionDigits(row.sli)))}
      </span>
    </span>
  );
}
