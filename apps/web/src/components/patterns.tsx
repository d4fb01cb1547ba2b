/** Fills shared by every drawing: 45° grey hatch = not known, −45° red hatch = over budget, dots = excluded, rules = forgiven. Rendered once per page. */
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
      <pattern id="dots-excluded" width="6" height="6" patternUnits="userSpaceOnUse">
        <rect width="6" height="6" className="f-unknown-soft" />
        <circle cx="3" cy="3" r="1.1" className="f-unknown" />
      </pattern>
      <pattern id="rules-forgiven" width="4" height="4" patternUnits="userSpaceOnUse">
        <rect width="4" height="4" className="f-left-soft" />
        <path d="M0 2h4" className="s-left" strokeWidth="1.2" />
      </pattern>
    </defs>
  </svg>
);
