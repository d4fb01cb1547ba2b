import type { Mute } from "@solvent/api-contract";
import { useEndMute } from "../../api/alerts.queries.ts";
import { Icon } from "../../components/icon.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import type { View } from "../../lib/alert-text.ts";
import type { SubjectGroup } from "../mutes/mute.model.ts";
import { MuteButton } from "../mutes/mute-button.tsx";
import { toMuteRows } from "./mutes.model.ts";

interface MutesSectionProps {
  readonly mutes: readonly Mute[];
  readonly subjects: readonly SubjectGroup[];
  readonly view: View;
}

export function MutesSection({ mutes, subjects, view }: MutesSectionProps) {
  const end = useEndMute();
  return (
    <section className="section" aria-labelledby="mutes">
      <div className="section-head">
        <h2 id="mutes">Mutes</h2>
        <span className="d">Nobody is told while one lasts; alerts go on. Ended ones stay for 30 days</span>
        <MuteButton groups={subjects} label="Mute something" small />
      </div>
      {end.error !== null && <ProblemNotice what="The mute goes on" error={end.error} />}
      {mutes.length === 0 ? (
        <p className="ink-2">Nothing is muted.</p>
      ) : (
        <table className="lined stacked mutes">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">When</th>
              <th scope="col">Why</th>
              <th scope="col">By</th>
              <th scope="col">
                <span className="visually-hidden">End</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {toMuteRows(mutes, view).map((row) => (
              <tr key={row.id} className={row.active ? undefined : "ended"}>
                <th scope="row">
                  {row.active && <Icon name="muted" size={13} />} {row.what}
                </th>
                <td>
                  {row.when}
                  <div className="small ink-3">{row.whenDetail}</div>
                </td>
                <td className="wraps">{row.why}</td>
                <td data-label="By ">{row.by}</td>
                <td className="r">
                  {row.active && (
                    <button
                      type="button"
                      className="button small"
                      aria-label={`End the mute of ${row.what} now`}
                      disabled={end.isPending && end.variables === row.id}
                      onClick={() => end.mutate(row.id)}
                    >
                      End now
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
