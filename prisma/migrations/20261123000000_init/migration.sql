CREATE TABLE "team" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "service" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "display_name" TEXT,
    "description" TEXT,
    "team_id" UUID,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "annotations" JSONB NOT NULL DEFAULT '{}',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "service_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "service_revision_check" CHECK ("revision" >= 1)
);

CREATE TABLE "source" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "display_name" TEXT,
    "description" TEXT,
    "kind" TEXT NOT NULL,
    "connection" JSONB NOT NULL,
    "secret_origin" TEXT,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "annotations" JSONB NOT NULL DEFAULT '{}',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "source_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "source_revision_check" CHECK ("revision" >= 1)
);

CREATE TABLE "source_secret" (
    "source_id" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "source_secret_pkey" PRIMARY KEY ("source_id","field")
);

CREATE TABLE "source_health" (
    "source_id" UUID NOT NULL,
    "ok_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "failure_class" TEXT,
    "message" TEXT,
    "version" TEXT,
    "latency_ms" INTEGER,

    CONSTRAINT "source_health_pkey" PRIMARY KEY ("source_id"),
    CONSTRAINT "source_health_latency_ms_check" CHECK ("latency_ms" >= 0)
);

CREATE TABLE "objective" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "service_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "stream_id" INTEGER NOT NULL,
    "next_stream_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "objective_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "objective_revision_check" CHECK ("revision" >= 1),
    CONSTRAINT "objective_next_stream_check" CHECK ("next_stream_id" <> "stream_id")
);

CREATE TABLE "objective_revision" (
    "objective_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "changes" JSONB NOT NULL,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "objective_revision_pkey" PRIMARY KEY ("objective_id","revision"),
    CONSTRAINT "objective_revision_revision_check" CHECK ("revision" >= 1)
);

-- Its watermark moves every minute: room in the page keeps those updates off the indexes.
CREATE TABLE "stream" (
    "id" SERIAL NOT NULL,
    "source_id" UUID NOT NULL,
    "spec_hash" TEXT NOT NULL,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "kind" TEXT NOT NULL DEFAULT 'measured',
    "query" TEXT NOT NULL,
    "probe" JSONB,
    "probed_at" TIMESTAMPTZ(3),
    "scale" BIGINT NOT NULL DEFAULT 1000,
    "first_minute" INTEGER NOT NULL,
    "watermark" INTEGER NOT NULL,
    "shard" INTEGER NOT NULL DEFAULT 0,
    "clamped_minutes" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stream_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "stream_kind_check" CHECK ("kind" IN ('measured', 'slices', 'composite')),
    CONSTRAINT "stream_scale_check" CHECK ("scale" > 0),
    CONSTRAINT "stream_coverage_check" CHECK ("first_minute" >= 0 AND "first_minute" <= "watermark"),
    CONSTRAINT "stream_shard_check" CHECK ("shard" >= 0),
    CONSTRAINT "stream_clamped_minutes_check" CHECK ("clamped_minutes" >= 0)
) WITH (fillfactor = 70);

-- One partition per UTC day, made by the service ahead of time.
CREATE TABLE "stream_hour" (
    "hour" INTEGER NOT NULL,
    "stream" INTEGER NOT NULL,
    "good" BIGINT[] NOT NULL,
    "total" BIGINT[] NOT NULL,
    "known" SMALLINT[] NOT NULL,
    "active" SMALLINT[] NOT NULL,
    "flags" SMALLINT NOT NULL DEFAULT 0,

    CONSTRAINT "stream_hour_pkey" PRIMARY KEY ("hour","stream"),
    CONSTRAINT "stream_hour_hour_check" CHECK ("hour" >= 0),
    CONSTRAINT "stream_hour_closed_minutes_check" CHECK (cardinality("good") BETWEEN 1 AND 60 AND cardinality("total") = cardinality("good")
        AND cardinality("known") = cardinality("good") AND cardinality("active") = cardinality("good"))
) PARTITION BY RANGE ("hour");

-- One partition per month, made by the service ahead of time.
CREATE TABLE "stream_anchor" (
    "stream" INTEGER NOT NULL,
    "minute" INTEGER NOT NULL,
    "good" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "known" INTEGER NOT NULL,
    "active" INTEGER NOT NULL,

    CONSTRAINT "stream_anchor_pkey" PRIMARY KEY ("minute","stream"),
    CONSTRAINT "stream_anchor_minute_check" CHECK ("minute" >= 0)
) PARTITION BY RANGE ("minute");

CREATE TABLE "gap" (
    "id" BIGSERIAL NOT NULL,
    "stream_id" INTEGER NOT NULL,
    "from_minute" INTEGER NOT NULL,
    "to_minute" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retry_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "filled_at" TIMESTAMPTZ(3),

    CONSTRAINT "gap_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "gap_minutes_check" CHECK ("from_minute" >= 0 AND "from_minute" < "to_minute"),
    CONSTRAINT "gap_attempts_check" CHECK ("attempts" >= 0)
);

CREATE TABLE "backfill" (
    "id" BIGSERIAL NOT NULL,
    "stream_id" INTEGER NOT NULL,
    "from_minute" INTEGER NOT NULL,
    "to_minute" INTEGER NOT NULL,
    "cursor" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "message" TEXT,
    "retry_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "backfill_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "backfill_minutes_check" CHECK ("from_minute" >= 0 AND "from_minute" < "to_minute"),
    CONSTRAINT "backfill_cursor_check" CHECK ("cursor" BETWEEN "from_minute" AND "to_minute"),
    CONSTRAINT "backfill_state_check" CHECK ("state" IN ('queued', 'running', 'done', 'cancelled', 'failed')),
    CONSTRAINT "backfill_attempts_check" CHECK ("attempts" >= 0)
);

CREATE TABLE "lease" (
    "name" TEXT NOT NULL,
    "owner" UUID NOT NULL,
    "token" BIGINT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "lease_pkey" PRIMARY KEY ("name"),
    CONSTRAINT "lease_token_check" CHECK ("token" >= 0)
);

-- Judged every minute, like stream.
CREATE TABLE "rule_state" (
    "objective_id" UUID NOT NULL,
    "rule" TEXT NOT NULL,
    "firing_since" INTEGER NOT NULL,
    "quiet_count" INTEGER NOT NULL DEFAULT 0,
    "evaluated_at" INTEGER NOT NULL,

    CONSTRAINT "rule_state_pkey" PRIMARY KEY ("objective_id","rule"),
    CONSTRAINT "rule_state_quiet_count_check" CHECK ("quiet_count" >= 0)
) WITH (fillfactor = 70);

CREATE UNIQUE INDEX "team_name_key" ON "team"("name");
CREATE UNIQUE INDEX "service_name_key" ON "service"("name");
CREATE INDEX "service_team_id_idx" ON "service"("team_id");
CREATE UNIQUE INDEX "source_name_key" ON "source"("name");
CREATE UNIQUE INDEX "objective_name_key" ON "objective"("name");
CREATE INDEX "objective_service_id_idx" ON "objective"("service_id");
CREATE INDEX "objective_stream_id_idx" ON "objective"("stream_id");
CREATE INDEX "objective_next_stream_id_idx" ON "objective"("next_stream_id");
CREATE UNIQUE INDEX "stream_source_id_spec_hash_labels_key" ON "stream"("source_id", "spec_hash", "labels");
CREATE INDEX "gap_stream_id_from_minute_idx" ON "gap"("stream_id", "from_minute");
CREATE INDEX "gap_retry_at_idx" ON "gap"("retry_at");
CREATE INDEX "backfill_stream_id_idx" ON "backfill"("stream_id");
CREATE INDEX "backfill_state_idx" ON "backfill"("state");

ALTER TABLE "service" ADD CONSTRAINT "service_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "source_secret" ADD CONSTRAINT "source_secret_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "source_health" ADD CONSTRAINT "source_health_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "objective" ADD CONSTRAINT "objective_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "objective" ADD CONSTRAINT "objective_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "stream"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "objective" ADD CONSTRAINT "objective_next_stream_id_fkey" FOREIGN KEY ("next_stream_id") REFERENCES "stream"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "objective_revision" ADD CONSTRAINT "objective_revision_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "stream" ADD CONSTRAINT "stream_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "gap" ADD CONSTRAINT "gap_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "stream"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "backfill" ADD CONSTRAINT "backfill_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "stream"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "rule_state" ADD CONSTRAINT "rule_state_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE CASCADE ON UPDATE CASCADE;
