import { useEffect, useState } from "react";

const DELAY_MS = 300;

/** Grey rows for a first load that takes longer than 300 ms; a fast answer never flashes them. */
export function Skeleton({ rows, label }: { rows: number; label: string }) {
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), DELAY_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!visible) return <div aria-busy="true" />;
  return (
    <div className="skeleton" role="status" aria-busy="true">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key) => (
        <div key={key} className="skeleton-row" />
      ))}
    </div>
  );
}
