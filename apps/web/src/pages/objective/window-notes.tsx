import { Icon } from "../../components/icon.tsx";
import type { WindowNote } from "./tiles.model.ts";

/** What the figures above and below stand for. */
export const WindowNotes = ({ notes }: { notes: readonly WindowNote[] }) => (
  <ul className="window-notes small ink-2" aria-label="About the window">
    {notes.map(({ text, warning }) => (
      <li key={text}>
        {warning && (
          <>
            <Icon name="at-risk" size={13} />{" "}
          </>
        )}
        {text}
      </li>
    ))}
  </ul>
);
