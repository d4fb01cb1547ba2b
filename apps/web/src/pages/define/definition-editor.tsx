import type { Source, SourceKind } from "@solvent/api-contract";
import { lazy, Suspense, useState } from "react";
import { Link } from "react-router";
import { useApply, useCheck, useDryRun } from "../../api/definitions.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useDebounced } from "../../components/use-debounced.ts";
import { searchableSources } from "../look-up/look-up.model.ts";
import { AppliedChanges } from "./applied-changes.tsx";
import { BeginWith } from "./begin-with.tsx";
import { CheckResults } from "./check-results.tsx";
import { hasErrors, type Marker, sortDiagnostics, toMarkers, verdictText } from "./define.model.ts";
import { DiagnosticsList } from "./diagnostics-list.tsx";
import { readDraft, storeDraft } from "./draft.ts";
import { Examples } from "./examples.tsx";
import { LookUpAside } from "./look-up-aside.tsx";
import { exampleSource, withDocument } from "./starter.ts";
import { sourceTemplates } from "./templates.model.ts";

const YamlEditor = lazy(() => import("./yaml-editor.tsx").then((m) => ({ default: m.YamlEditor })));

const TYPING_PAUSE_MS = 400;
const NO_MARKERS: readonly Marker[] = [];

/** What can be read from. */
export interface Connected {
  readonly sources: readonly Source[];
  readonly kinds: readonly SourceKind[];
}
export const NOTHING_CONNECTED: Connected = { sources: [], kinds: [] };

interface EditorProps {
  /** Of what is edited; null for something new. */
  readonly name: string | null;
  readonly stored: string;
  readonly connected: Connected;
}

/** A text that is written, read as it is typed, checked and saved. */
export function DefinitionEditor({ name, stored, connected }: EditorProps) {
  const { sources, kinds } = connected;
  const [text, setText] = useState(() => readDraft(name) ?? stored);
  /** What a template took the place of. */
  const [replaced, setReplaced] = useState<string | null>(null);
  const [goTo, setGoTo] = useState<{ offset: number } | null>(null);
  const settled = useDebounced(text, TYPING_PAUSE_MS);
  const dryRun = useDryRun(settled);
  const check = useCheck();
  const apply = useApply();
  const current = dryRun.data !== undefined && settled === text ? dryRun.data : null;
  const diagnostics = sortDiagnostics(dryRun.data?.diagnostics ?? []);
  const [markers, markersOf] = useMarkers(settled, dryRun.data?.diagnostics);

  const change = (next: string) => {
    setText(next);
    storeDraft(name, next === stored ? null : next);
    apply.reset();
    setReplaced(null);
  };
  const begin = (next: string) => {
    change(next);
    setReplaced(text === stored || text === next ? null : text);
  };
  const save = () =>
    apply.mutate(text, {
      onSuccess: (result) => {
        if (!hasErrors(result.diagnostics)) storeDraft(name, null);
      },
    });
  const blocked = current === null || hasErrors(current.diagnostics);

  return (
    <main id="main" className="define">
      <section className="define-text" aria-label="Definition">
        <h1>{name === null ? "Define objectives" : `Edit ${name}`}</h1>
        <p className="small ink-2">
          OpenSLO v1. Several documents in one text are fine.{" "}
          {text !== stored && (
            <button type="button" className="link" onClick={() => change(stored)}>
              {name === null ? "Start again" : "Back to what is stored"}
            </button>
          )}
        </p>
        {name === null && sources.length === 0 && (
          <p className="hint">
            No source is connected yet, so a check cannot count anything. <Link to="/welcome">Connect one</Link>
          </p>
        )}
        {name === null && <BeginWith sources={sourceTemplates(sources, kinds)} onBegin={begin} />}
        {replaced !== null && (
          <p className="small" role="status">
            Your text was replaced.{" "}
            <button type="button" className="link" onClick={() => change(replaced)}>
              Bring it back
            </button>
          </p>
        )}
        <Suspense fallback={<Skeleton rows={10} label="Loading the editor" />}>
          <YamlEditor text={text} markers={markers} goTo={goTo} onChange={change} />
        </Suspense>
        <Examples source={exampleSource(sources)} onAdd={(example) => change(withDocument(text, example))} />
        <p className="verdict" role="status">
          {current === null ? (dryRun.isError ? "" : "Reading the text…") : verdictText(current)}
        </p>
        {dryRun.isError && <ProblemNotice what="The text could not be read" error={dryRun.error} onRetry={() => dryRun.refetch()} />}
        <DiagnosticsList diagnostics={diagnostics} onGoTo={(d) => setGoTo({ offset: markersOf(d) })} />
        <div className="actions">
          <button type="button" className="button primary" disabled={blocked || apply.isPending} onClick={save}>
            Save
          </button>
          <button type="button" className="button" disabled={blocked || check.isPending} onClick={() => check.mutate(text)}>
            Check against the source
          </button>
        </div>
      </section>
      <div className="define-side">
        <LookUpAside sources={searchableSources(sources, kinds)} />
        <section className="define-answer" aria-label="Answer" aria-live="polite">
          {apply.error !== null && <ProblemNotice what="Nothing was saved" error={apply.error} onRetry={save} />}
          {apply.data !== undefined && <AppliedChanges result={apply.data} />}
          {check.error !== null && (
            <ProblemNotice what="The check could not be made" error={check.error} onRetry={() => check.mutate(text)} />
          )}
          {check.isPending && <p className="ink-2">Asking the source for the last 24{"\u202f"}h…</p>}
          {check.data !== undefined && <CheckResults result={check.data} outdated={check.variables !== text} />}
          {apply.data === undefined && check.data === undefined && !check.isPending && current !== null && (
            <AppliedChanges result={current} />
          )}
        </section>
      </div>
    </main>
  );
}

type Diagnostics = Parameters<typeof toMarkers>[1];

/** Markers keep their identity while the answer is the same, so that the editor is not touched on every key. */
function useMarkers(text: string, diagnostics: Diagnostics | undefined): [readonly Marker[], (d: Diagnostics[number]) => number] {
  const [held, setHeld] = useState<{ of: Diagnostics | undefined; markers: readonly Marker[] }>({ of: undefined, markers: NO_MARKERS });
  const offsetOf = (d: Diagnostics[number]) => toMarkers(text, [d])[0]?.from ?? 0;
  if (held.of !== diagnostics) {
    const next = diagnostics === undefined ? NO_MARKERS : toMarkers(text, diagnostics);
    setHeld({ of: diagnostics, markers: next });
    return [next, offsetOf];
  }
  return [held.markers, offsetOf];
}
