import type { NotificationTarget, RouteInput } from "@solvent/api-contract";
import { useState } from "react";
import { type RouteSubject, usePutRoute } from "../../api/notifications.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { titleOf } from "../../lib/objective-text.ts";
import { toggleTarget } from "./routes.model.ts";

interface RouteEditorProps {
  readonly title: string;
  readonly subject: RouteSubject;
  readonly initial: RouteInput;
  readonly targets: readonly NotificationTarget[];
  readonly onClose: () => void;
}

/** Two lists of the same targets, in the place of the route. */
export function RouteEditor({ title, subject, initial, targets, onClose }: RouteEditorProps) {
  const [input, setInput] = useState(initial);
  const save = usePutRoute();
  const order = targets.map(({ name }) => name);
  const list = (severity: keyof RouteInput, label: string) => (
    <fieldset className="route-targets">
      <legend>{label}</legend>
      {targets.map((target) => (
        <label key={target.name} className="check">
          <input
            type="checkbox"
            checked={input[severity].includes(target.name)}
            onChange={() => setInput(toggleTarget(input, severity, target.name, order))}
          />{" "}
          {titleOf(target)}
        </label>
      ))}
      {input[severity].length === 0 && <p className="small ink-3">Nobody is told.</p>}
    </fieldset>
  );
  return (
    <div className="route-editor">
      <div className="route-lists">
        {list("page", `Pages of ${title} go to`)}
        {list("ticket", `Tickets of ${title} go to`)}
      </div>
      {save.error !== null && <ProblemNotice what="The route was not saved" error={save.error} />}
      <div className="actions">
        <button
          type="button"
          className="button small primary"
          disabled={save.isPending}
          onClick={() => save.mutate({ ...subject, route: input }, { onSuccess: onClose })}
        >
          Save route
        </button>
        <button type="button" className="button small" onClick={onClose}>
          Cancel
        </button>
      </div>
    </div>
  );
}
