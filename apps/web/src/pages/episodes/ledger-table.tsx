import { EpisodeCells } from "./episode-cells.tsx";
import type { LedgerRow, LedgerView } from "./episodes.model.ts";

interface LedgerTableProps {
  readonly ledger: LedgerView;
  readonly onShow: (episode: LedgerRow) => void;
  readonly onNote: (episode: LedgerRow) => void;
}

const COLUMNS_AFTER_BAD = 5;

export const LedgerTable = ({ ledger, onShow, onNote }: LedgerTableProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
  <section className="scroller" aria-label="Episodes" tabIndex={0}>
    <table className="lined ledger">
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Letter</span>
          </th>
          <th scope="col">Started</th>
          <th scope="col">Lasted</th>
          <th scope="col" colSpan={2} title={ledger.shareOf.meaning === "" ? undefined : ledger.shareOf.meaning}>
            {ledger.shareOf.head}
          </th>
          <th scope="col" className="r">
            {ledger.counted}
          </th>
          <th scope="col" className="r">
            Peak burn
          </th>
          <th scope="col">Alerts</th>
          <th scope="col">What happened</th>
          <th scope="col">Cause</th>
          <th scope="col">
            <span className="visually-hidden">Change</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {ledger.rows.map((row) => (
          <Row key={row.id} row={row} onShow={onShow} onNote={onNote} />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td />
          <th scope="row" colSpan={2}>
            Background, under 1{"\u202f"}% each
          </th>
          <td className="bar-cell">
            <Bar share={ledger.background.bar} className="f-bar" />
          </td>
          <td className="r">{ledger.background.share}</td>
          <td className="r ink-2">{ledger.background.bad}</td>
          <td colSpan={COLUMNS_AFTER_BAD} />
        </tr>
        <tr className="total">
          <td />
          <th scope="row" colSpan={3}>
            Spent in this window
          </th>
          <td className="r">{ledger.total.share}</td>
          <td className="r">{ledger.total.bad}</td>
          <td colSpan={COLUMNS_AFTER_BAD} className="ink-2">
            {ledger.total.detail}
          </td>
        </tr>
      </tfoot>
    </table>
  </section>
);

const Row = ({ row, onShow, onNote }: { row: LedgerRow } & Omit<LedgerTableProps, "ledger">) => (
  <tr>
    <td>
      <b className="tone-spent">{row.letter}</b>
    </td>
    <th scope="row">
      <button type="button" className="link" title="Show it in the charts" onClick={() => onShow(row)}>
        {row.started}
      </button>
    </th>
    <td>{row.open ? <b className="tone-spent">{row.lasted}</b> : row.lasted}</td>
    <td className="bar-cell">
      <Bar share={row.bar} className="f-spent" />
    </td>
    <td className="r">
      <b>{row.share}</b>
    </td>
    <td className="r">{row.bad}</td>
    <EpisodeCells row={row} />
    <td>
      <button type="button" className="button small" aria-label={`Cause and owner of episode ${row.letter}`} onClick={() => onNote(row)}>
        {row.cause === null ? "Name it" : "Change"}
      </button>
    </td>
  </tr>
);

const BAR_PX = 200;

const Bar = ({ share, className }: { share: number; className: string }) => (
  <svg width={BAR_PX} height="12" viewBox={`0 0 ${BAR_PX} 12`} preserveAspectRatio="none" aria-hidden="true">
    <rect width={BAR_PX} height="12" className="f-sunk" />
    {share > 0 && <rect width={Math.max(1, share * BAR_PX)} height="12" className={className} />}
  </svg>
);
