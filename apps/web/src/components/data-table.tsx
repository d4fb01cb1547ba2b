import type { CsvTable } from "./csv-link.tsx";

/** The table alternative of a chart. Unknown cells say so. */
export const DataTable = ({ caption, table }: { caption: string; table: CsvTable }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
  <section className="data-table" aria-label={caption} tabIndex={0}>
    <table>
      <thead>
        <tr>
          {table.header.map((cell) => (
            <th key={cell} scope="col">
              {cell}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <tr key={String(row[0])}>
            {row.map((cell, column) => (
              <td key={table.header[column]}>{cell ?? "not known"}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
