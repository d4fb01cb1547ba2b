import type { SwitchStore } from "../../../jobs/tick/switch-streams.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";

/*
 * The next stream must have been read live. It then takes over when it reaches as far back as the present one, or when its history
 * has been read as far as the source has any (or as far as it could be). Where slices are judged, those of the next stream must be too.
 */
const SWITCH = `
  UPDATE objective o SET stream_id = o.next_stream_id, next_stream_id = NULL
  FROM stream present, stream next
  WHERE present.id = o.stream_id AND next.id = o.next_stream_id
    AND next.watermark > next.first_minute AND next.watermark >= present.watermark - $1
    AND (next.first_minute <= present.first_minute
      OR NOT EXISTS (SELECT 1 FROM backfill b WHERE b.stream_id = next.id AND b.state IN ('queued', 'running')))
    AND (o.slice_key IS NULL OR EXISTS (SELECT 1 FROM stream slices WHERE slices.parent_id = next.id AND slices.slice_key = o.slice_key
      AND slices.first_minute <= greatest(next.first_minute, next.minutes_from) AND slices.watermark >= next.watermark))`;

/** Minutes by which the watermarks of two sources may differ because of their ingest delays. */
const WATERMARK_SLACK_MINUTES = 10;

export const streamSwitch: SwitchStore = {
  async switchStreams(scope) {
    const { rowCount } = await pgClientOf(scope).query(SWITCH, [WATERMARK_SLACK_MINUTES]);
    return rowCount ?? 0;
  },
};
