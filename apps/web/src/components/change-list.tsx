import type { Change } from "@solvent/api-contract";

const valueText = (value: Change["before"]): string =>
  value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value);

/** Field by field: before → after. */
export const ChangeList = ({ changes, none }: { changes: readonly Change[]; none: string }) =>
  changes.length === 0 ? (
    <div className="small ink-3">{none}</div>
  ) : (
    <ul className="changes">
      {changes.map((change) => (
        <li key={change.path}>
          <code>{change.path}</code> {valueText(change.before)} → <b>{valueText(change.after)}</b>
        </li>
      ))}
    </ul>
  );
