import type { ReactNode } from "react";

const BELL = "M8 1.6a3.9 3.9 0 0 0-3.9 3.9v3L2.6 11v.8h10.8V11l-1.5-2.5v-3A3.9 3.9 0 0 0 8 1.6zM6.4 13.4a1.7 1.7 0 0 0 3.2 0";

const SHAPES = {
  exhausted: (
    <>
      <path d="M8 .8 15.2 8 8 15.2.8 8z" className="f-spent" />
      <path d="M4.8 8h6.4" className="s-surface" strokeWidth="2" />
    </>
  ),
  "at-risk": (
    <>
      <path d="M8 1.2 15.4 14.4H.6z" className="f-risk" />
      <path d="M8 6v4.2M8 11.4v1.6" className="s-surface" strokeWidth="1.8" />
    </>
  ),
  "on-target": (
    <g className="s-left" strokeWidth="1.7">
      <circle cx="8" cy="8" r="6.2" />
      <path d="m5.2 8.2 2 2 3.7-4.2" />
    </g>
  ),
  "no-data": (
    <g className="s-unknown" strokeWidth="1.7">
      <circle cx="8" cy="8" r="6.2" strokeDasharray="3 2.2" />
      <path d="M5.5 8h5" />
    </g>
  ),
  provisional: (
    <>
      <circle cx="8" cy="8" r="6.2" className="s-unknown" strokeWidth="1.7" />
      <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" className="f-unknown" />
    </>
  ),
  "low-evidence": (
    <>
      <circle cx="8" cy="8" r="6.2" className="s-unknown" strokeWidth="1.7" />
      <circle cx="8" cy="8" r="1.9" className="f-unknown" />
    </>
  ),
  breached: <path d="m3 8.5 5-5 5 5M3 13.5l5-5 5 5" className="s-spent" strokeWidth="2" />,
  increasing: <path d="M8 14V3M3.5 7.5 8 3l4.5 4.5" className="s-risk" strokeWidth="2" />,
  recovering: <path d="M8 2v11M3.5 8.5 8 13l4.5-4.5" className="s-ink-2" strokeWidth="2" />,
  acceptable: <path d="M3 8h10" className="s-ink-3" strokeWidth="2" />,
  frozen: <path d="M5.5 3v10M10.5 3v10" className="s-unknown" strokeWidth="2" />,
  page: (
    <path
      d="M8 1.2a4.3 4.3 0 0 0-4.3 4.3v3L2.2 11v1.2h11.6V11l-1.5-2.5v-3A4.3 4.3 0 0 0 8 1.2zM6.2 13.2a1.8 1.8 0 0 0 3.6 0z"
      className="f-spent"
    />
  ),
  ticket: <path d="M2 4h12v3a1.2 1.2 0 0 0 0 2.4V12H2V9.4A1.2 1.2 0 0 0 2 7z" className="s-current" strokeWidth="1.5" />,
  firing: (
    <g className="s-current" strokeWidth="1.7">
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 4.6v4.2M8 10.4v1.4" />
    </g>
  ),
  over: (
    <g className="s-ink-3" strokeWidth="1.7">
      <circle cx="8" cy="8" r="6.2" />
      <path d="m5.2 8.2 2 2 3.7-4.2" />
    </g>
  ),
  "page-over": <path d={BELL} className="s-ink-3" strokeWidth="1.4" />,
  muted: (
    <g className="s-current" strokeWidth="1.4">
      <path d={BELL} />
      <path d="M2.4 1.6 14 14.4" />
    </g>
  ),
  waiting: (
    <g className="s-unknown" strokeWidth="1.6">
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 4.4V8l2.6 1.8" />
    </g>
  ),
  onset: <path d="M2 12.5h3.5L8 4l2.5 8.5H14" className="s-risk" strokeWidth="1.6" />,
  tick: <path d="m3 8.5 3.4 3.4L13 4.8" className="s-left" strokeWidth="2" />,
  cross: <path d="M4 4l8 8M12 4l-8 8" className="s-spent" strokeWidth="2" />,
  stale: <circle cx="8" cy="8" r="6.2" className="s-unknown" strokeWidth="1.7" strokeDasharray="3 2.2" />,
  slices: <path d="M2.5 3v10M6 3v10M9.5 3v10M13 3v10" className="s-current" strokeWidth="1.8" />,
  explain: (
    <g className="s-current" strokeWidth="1.5">
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 7.2v4M8 4.4v1.5" />
    </g>
  ),
  search: (
    <g className="s-current" strokeWidth="1.6">
      <circle cx="7" cy="7" r="4.6" />
      <path d="m10.5 10.5 4 4" />
    </g>
  ),
  theme: (
    <>
      <circle cx="8" cy="8" r="5.6" className="s-current" strokeWidth="1.5" />
      <path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" className="f-current" />
    </>
  ),
  light: (
    <g className="s-current" strokeWidth="1.5">
      <circle cx="8" cy="8" r="3" />
      <path d="M8 1v2M8 13v2M1 8h2M13 8h2M3.1 3.1l1.4 1.4M11.5 11.5l1.4 1.4M3.1 12.9l1.4-1.4M11.5 4.5l1.4-1.4" />
    </g>
  ),
  dark: <path d="M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6z" className="s-current" strokeWidth="1.5" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

/** A drawn shape on a 16 grid. It is hidden from readers: the word beside it carries the meaning. */
export const Icon = ({ name, size = 16 }: { name: IconName; size?: number }) => (
  <svg className="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
    {SHAPES[name]}
  </svg>
);
