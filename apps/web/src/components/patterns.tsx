/** Fills shared by every drawing: 45° grey hatch = not known, −45° red hatch = over budget. Rendered once per page. */
export const Patterns = () => (
  <svg className="patterns" width="0" height="0" aria-hidden="true">
    <defs>
      <pattern id="hatch-unknown" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="5" height="5" className="f-unknown-soft" />
        <path d="M0 0v5" className="s-unknown-fill" strokeWidth="1.4" />
      </pattern>
      <pattern id="hatch-over" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <rect width="5" height="5" className="f-spent-soft" />
        <path d="M0 0v5" className="s-spent" strokeWidth="3.4" />
      </pattern>
    </defs>
  </svg>
);
