import type { Explanation, Forecast, ObjectiveStatus, SliceSettings } from "@solvent/api-contract";
import type { ReactNode } from "react";
import type { GapBand } from "../../charts/gaps.ts";
import { Icon } from "../../components/icon.tsx";
import { toRunsOutTile } from "../forecast/forecast.model.ts";
import { type Tile, toBudgetTile, toBurnTiles, toCoverageTile, toSliTile, toSpentTile } from "./tiles.model.ts";

type Figure = Explanation["figure"];

interface TilesProps {
  readonly status: ObjectiveStatus;
  readonly slices: SliceSettings | null;
  /** Not there yet: the tile comes with it. */
  readonly forecast: Forecast | undefined;
  readonly bands: readonly GapBand[];
  readonly zone: string;
  readonly onExplain: (figure: Figure) => void;
}

export function Tiles({ status, slices, forecast, bands, zone, onExplain }: TilesProps) {
  const runsOut = forecast === undefined ? null : toRunsOutTile(forecast, status.summary, zone);
  return (
    <div className="tiles">
      <TileView tile={toBudgetTile(status, slices)} explain={<Explain figure="budget" of="Budget left" onExplain={onExplain} />} />
      <SpentTileView status={status} />
      <TileView tile={toSliTile(status)} explain={<Explain figure="sli" of="SLI" onExplain={onExplain} />} />
      <div className="tile">
        <div className="l">
          <span id="burn-tile">Burn rate</span>
          <Explain figure="burn" of="Burn rate" onExplain={onExplain} />
        </div>
        <dl className="burns" aria-labelledby="burn-tile">
          {toBurnTiles(status).map((burn) => (
            <div key={burn.window}>
              <dt>{burn.window}</dt>
              <dd className={burn.over ? "tone-spent" : ""}>
                {burn.burn}
                {burn.over && <span className="visually-hidden"> over its limit</span>}
              </dd>
            </div>
          ))}
        </dl>
      </div>
      {runsOut !== null && <TileView tile={runsOut} explain={null} />}
      <TileView tile={toCoverageTile(status, bands)} explain={<Explain figure="coverage" of="Coverage" onExplain={onExplain} />} />
    </div>
  );
}

function SpentTileView({ status }: { status: ObjectiveStatus }) {
  const spent = toSpentTile(status);
  if (spent === null) return null;
  return (
    <div className="tile">
      <div className="l" id="spent-tile">
        {spent.label}
      </div>
      <dl className="burns spent" aria-labelledby="spent-tile">
        {spent.figures.map(({ term, text, over }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd className={over ? "tone-spent" : ""}>{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const TileView = ({ tile, explain }: { tile: Tile; explain: ReactNode }) => (
  <div className="tile">
    <div className="l">
      {tile.label}
      {explain}
    </div>
    <div className={`v tone-${tile.tone}`}>{tile.value}</div>
    <div className="h">{tile.hint}</div>
  </div>
);

const Explain = ({ figure, of, onExplain }: { figure: Figure; of: string; onExplain: (figure: Figure) => void }) => (
  <button
    type="button"
    className="icon-button explain"
    aria-label={`${of}: where does this number come from?`}
    title="Where does this number come from?"
    onClick={() => onExplain(figure)}
  >
    <Icon name="explain" size={14} />
  </button>
);
