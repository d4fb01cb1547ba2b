import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useBoard } from "../../api/objectives.queries.ts";
import { useSources } from "../../api/sources.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useNow, useZone } from "../../components/use-now.ts";
import { useTitle } from "../../components/use-title.ts";
import { toBoardQuery, toTableParts, totalOf } from "./board.model.ts";
import { BoardCounters } from "./board-counters.tsx";
import { BoardEmpty } from "./board-empty.tsx";
import { BoardFilters } from "./board-filters.tsx";
import { BoardLede } from "./board-lede.tsx";
import { BoardTable } from "./board-table.tsx";
import { DEFAULT_VIEW, decodeBoardView, encodeBoardView, isFiltered, type ViewUpdate } from "./board-url.ts";
import { toLede } from "./lede.model.ts";
import { useHeldOrder } from "./use-held-order.ts";

export function BoardPage() {
  useTitle("Board");
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => decodeBoardView(params), [params]);
  const latest = useRef(view);
  useEffect(() => {
    latest.current = view;
  }, [view]);
  // Two quick clicks both count: the second starts from what the first asked for, not from what is drawn.
  const change = (update: ViewUpdate) => {
    latest.current = update(latest.current);
    setParams(encodeBoardView(latest.current), { replace: true });
  };
  const clock = { nowMs: useNow(60_000), zone: useZone() };
  const sources = useSources();
  const whole = useBoard(toBoardQuery(DEFAULT_VIEW));
  const board = useBoard(useDeferredValue(toBoardQuery(view)));
  const all = whole.data?.pages[0];
  const shown = board.data?.pages;
  const items = useMemo(() => shown?.flatMap((page) => page.items) ?? [], [shown]);
  const [held, setHeld] = useState(false);
  const asked = `${params} ${shown?.length} ${board.isPlaceholderData}`;
  const order = useHeldOrder(items, { view: asked, held });

  if (all === undefined) {
    return (
      <main id="main">
        <h1 className="visually-hidden">Board</h1>
        {whole.isError ? (
          <div className="wrap block">
            <ProblemNotice what="The board could not be loaded" error={whole.error} onRetry={() => whole.refetch()} />
          </div>
        ) : (
          <Skeleton rows={10} label="Loading the board" />
        )}
      </main>
    );
  }
  if (totalOf(all.counts) === 0) return <BoardEmpty hasSource={(sources.data?.items.length ?? 0) > 0} />;
  const last = shown?.at(-1);
  const parts = toTableParts(order.rows, view, clock);
  return (
    <main id="main">
      <BoardLede lede={toLede(all, clock)} />
      <BoardCounters counts={all.counts} firing={all.firing} view={view} onChange={change} />
      <BoardFilters view={view} onChange={change} matching={last?.matching ?? null} />
      {board.isError && (
        <div className="wrap block">
          <ProblemNotice what="The rows could not be refreshed" error={board.error} onRetry={() => board.refetch()} />
        </div>
      )}
      <BoardTable
        parts={parts}
        view={view}
        onChange={change}
        refreshing={board.isPlaceholderData}
        moved={order.moved}
        onLetIn={order.letIn}
        onHold={setHeld}
      />
      {last !== undefined && last.matching === 0 && (
        <p className="wrap block ink-2">No objective matches. {isFiltered(view) && <Link to="/">Show all {totalOf(all.counts)}</Link>}</p>
      )}
      <footer className="board-foot wrap">
        {board.hasNextPage && (
          <button type="button" className="button" onClick={() => board.fetchNextPage()} disabled={board.isFetchingNextPage}>
            Show more
          </button>
        )}
        <span>Times are {clock.zone}. Time under a budget is minutes of full outage at average traffic; of slices it is their own.</span>
        <span className="spacer" />
        <span className="keys-hint">
          <kbd>j</kbd> <kbd>k</kbd> move <kbd>↵</kbd> open <kbd>?</kbd> all keys
        </span>
      </footer>
    </main>
  );
}
