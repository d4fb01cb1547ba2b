/** Terms with their values, right-aligned. */
export const KeyValues = ({ rows }: { rows: readonly { readonly term: string; readonly text: string }[] }) => (
  <dl className="kv">
    {rows.map((row) => (
      <div key={row.term}>
        <dt>{row.term}</dt>
        <dd>{row.text}</dd>
      </div>
    ))}
  </dl>
);
