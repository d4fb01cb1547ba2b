import type { HappenedView } from "./annotations.model.ts";

/** What it was about, leading to the build, the ticket or the review where there is one. */
export const AnnotationTitle = ({ title, url }: Pick<HappenedView, "title" | "url">) =>
  url === null ? (
    title
  ) : (
    <a href={url} rel="noopener noreferrer">
      {title}
    </a>
  );

/** What happened in an episode or shortly before it. */
export function HappenedList({ items }: { items: readonly HappenedView[] }) {
  if (items.length === 0) return <span className="ink-3">nothing recorded</span>;
  return (
    <ul className="plain-list happened">
      {items.map((one) => (
        <li key={one.id}>
          {one.kind} <AnnotationTitle {...one} /> <span className="small ink-3">{one.when}</span>
        </li>
      ))}
    </ul>
  );
}
