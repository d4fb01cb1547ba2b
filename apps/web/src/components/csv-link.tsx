import { toCsv } from "../lib/csv.ts";

export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Downloads what the chart shows, as CSV. */
export function CsvLink({ table, fileName }: { table: () => CsvTable; fileName: string }) {
  const download = () => {
    const { header, rows } = table();
    const url = URL.createObjectURL(new Blob([toCsv(header, rows)], { type: "text/csv;charset=utf-8" }));
    const anchor = document.createElement("a");
    anchor.href = url;
    anchor.download = fileName;
    anchor.click();
    URL.revokeObjectURL(url);
  };
  return (
    <button type="button" className="link small" onClick={download}>
      CSV
    </button>
  );
}
