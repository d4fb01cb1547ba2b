import type { ObjectiveStatus } from "@solvent/api-contract";
import type { GapBand } from "../../charts/gaps.ts";
import { type Tile, toBudgetTile, toBurnTiles, toCoverageTile, toSliTile } from "./objective.model.ts";

export const Tiles = ({ status, bands }: { status: ObjectiveStatus; bands: readonly GapBand[] }) => (
  <div className="tiles">
    <TileView tile={toBudgetTile(status)} />
    <TileView tile={toSliTile(status)} />
    <div className="tile">
      <div className="l" id="burn-tile">
        Burn rate
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
    <TileView tile={toCoverageTile(status, bands)} />
  </div>
);

const TileView = ({ tile }: { tile: Tile }) => (
  <div className="tile">
    <div className="l">{tile.label}</div>
    <div className={`v tone-${tile.tone}`}>{tile.value}</div>
    <div className="h">{tile.hint}</div>
  </div>
);
