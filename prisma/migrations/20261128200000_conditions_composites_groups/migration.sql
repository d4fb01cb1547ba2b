-- Alert policies, composite objectives, objectives per group of labels, corrections with their receipts, and closed periods of objectives.
-- AlterTable
ALTER TABLE "objective" ADD COLUMN     "archived_at" TIMESTAMPTZ(3),
ADD COLUMN     "group_id" UUID,
ADD COLUMN     "group_labels" JSONB;

-- AlterTable
ALTER TABLE "stream" ADD COLUMN     "minutes_from" INTEGER,
ALTER COLUMN "source_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "composite_part" (
    "stream_id" INTEGER NOT NULL,
    "position" SMALLINT NOT NULL,
    "objective_id" UUID NOT NULL,
    "weight" TEXT NOT NULL,
    "part_stream_id" INTEGER,

    CONSTRAINT "composite_part_pkey" PRIMARY KEY ("stream_id","position")
);

-- CreateTable
CREATE TABLE "composite_stale" (
    "id" BIGSERIAL NOT NULL,
    "stream_id" INTEGER NOT NULL,
    "from_minute" INTEGER NOT NULL,
    "to_minute" INTEGER NOT NULL,

    CONSTRAINT "composite_stale_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "correction" (
    "id" BIGSERIAL NOT NULL,
    "stream_id" INTEGER NOT NULL,
    "hour" INTEGER NOT NULL,
    "cause" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "minutes" SMALLINT[],
    "old_good" BIGINT[],
    "old_total" BIGINT[],
    "new_good" BIGINT[],
    "new_total" BIGINT[],

    CONSTRAINT "correction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reconciliation" (
    "stream_id" INTEGER NOT NULL,
    "day_read_at" INTEGER,
    "week_read_at" INTEGER,

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("stream_id")
);

-- CreateTable
CREATE TABLE "refill_request" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "stream_id" INTEGER NOT NULL,
    "from_minute" INTEGER NOT NULL,
    "to_minute" INTEGER NOT NULL,
    "cursor" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "message" TEXT,
    "minutes_changed" INTEGER NOT NULL DEFAULT 0,
    "before" JSONB,
    "after" JSONB,
    "author" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "refill_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "objective_group" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "service_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "found" INTEGER,
    "left_out" INTEGER NOT NULL DEFAULT 0,
    "listed_at" TIMESTAMPTZ(3),
    "trouble" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "objective_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "objective_group_revision" (
    "group_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "changes" JSONB NOT NULL,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "objective_group_revision_pkey" PRIMARY KEY ("group_id","revision")
);

-- CreateTable
CREATE TABLE "objective_period" (
    "objective_id" UUID NOT NULL,
    "period_start" INTEGER NOT NULL,
    "period_end" INTEGER NOT NULL,
    "from_minute" INTEGER NOT NULL,
    "target_percent" TEXT NOT NULL,
    "objective_revision" INTEGER NOT NULL,
    "figures" JSONB NOT NULL,
    "frozen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "objective_period_pkey" PRIMARY KEY ("objective_id","period_start")
);

-- CreateTable
CREATE TABLE "alert_policy" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_policy_revision" (
    "policy_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "changes" JSONB NOT NULL,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_policy_revision_pkey" PRIMARY KEY ("policy_id","revision")
);

-- CreateTable
CREATE TABLE "objective_policy" (
    "objective_id" UUID NOT NULL,
    "policy_id" UUID NOT NULL,
    "position" SMALLINT NOT NULL,

    CONSTRAINT "objective_policy_pkey" PRIMARY KEY ("objective_id","policy_id")
);

-- CreateIndex
CREATE INDEX "composite_part_objective_id_idx" ON "composite_part"("objective_id");

-- CreateIndex
CREATE INDEX "composite_part_part_stream_id_idx" ON "composite_part"("part_stream_id");

-- CreateIndex
CREATE INDEX "composite_stale_stream_id_idx" ON "composite_stale"("stream_id");

-- CreateIndex
CREATE INDEX "correction_stream_id_hour_idx" ON "correction"("stream_id", "hour");

-- CreateIndex
CREATE INDEX "correction_at_idx" ON "correction"("at");

-- CreateIndex
CREATE INDEX "refill_request_stream_id_requested_at_idx" ON "refill_request"("stream_id", "requested_at");

-- CreateIndex
CREATE INDEX "refill_request_state_idx" ON "refill_request"("state");

-- CreateIndex
CREATE UNIQUE INDEX "objective_group_name_key" ON "objective_group"("name");

-- CreateIndex
CREATE INDEX "objective_group_service_id_idx" ON "objective_group"("service_id");

-- CreateIndex
CREATE UNIQUE INDEX "alert_policy_name_key" ON "alert_policy"("name");

-- CreateIndex
CREATE INDEX "objective_policy_policy_id_idx" ON "objective_policy"("policy_id");

-- CreateIndex
CREATE UNIQUE INDEX "objective_group_id_group_labels_key" ON "objective"("group_id", "group_labels");

-- AddForeignKey
ALTER TABLE "composite_part" ADD CONSTRAINT "composite_part_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "stream"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "composite_part" ADD CONSTRAINT "composite_part_part_stream_id_fkey" FOREIGN KEY ("part_stream_id") REFERENCES "stream"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "composite_part" ADD CONSTRAINT "composite_part_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "composite_stale" ADD CONSTRAINT "composite_stale_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "stream"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "correction" ADD CONSTRAINT "correction_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "stream"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reconciliation" ADD CONSTRAINT "reconciliation_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "stream"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refill_request" ADD CONSTRAINT "refill_request_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "stream"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objective" ADD CONSTRAINT "objective_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "objective_group"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objective_group" ADD CONSTRAINT "objective_group_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objective_group_revision" ADD CONSTRAINT "objective_group_revision_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "objective_group"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objective_period" ADD CONSTRAINT "objective_period_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_policy_revision" ADD CONSTRAINT "alert_policy_revision_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "alert_policy"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objective_policy" ADD CONSTRAINT "objective_policy_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objective_policy" ADD CONSTRAINT "objective_policy_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "alert_policy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What the tables must always hold.
ALTER TABLE "stream"
ADD CONSTRAINT "stream_source_check" CHECK (("kind" = 'composite') = ("source_id" IS NULL)),
ADD CONSTRAINT "stream_minutes_from_check" CHECK ("minutes_from" >= 0);
CREATE UNIQUE INDEX "stream_composite" ON "stream"("spec_hash") WHERE "kind" = 'composite';
ALTER TABLE "objective"
ADD CONSTRAINT "objective_group_check" CHECK (("group_id" IS NULL) = ("group_labels" IS NULL) AND ("archived_at" IS NULL OR "group_id" IS NOT NULL));
ALTER TABLE "alert" DROP CONSTRAINT "alert_kind_check";
ALTER TABLE "alert" ADD CONSTRAINT "alert_kind_check" CHECK ("kind" IN
    ('burn', 'no-data', 'source-down', 'evaluator-behind', 'budget-consumed', 'budget-drop', 'time-to-exhaustion', 'no-traffic'));
ALTER TABLE "alert_policy" ADD CONSTRAINT "alert_policy_revision_check" CHECK ("revision" >= 1);
ALTER TABLE "objective_policy" ADD CONSTRAINT "objective_policy_position_check" CHECK ("position" >= 0);
ALTER TABLE "composite_part" ADD CONSTRAINT "composite_part_position_check" CHECK ("position" >= 0);
ALTER TABLE "composite_stale" ADD CONSTRAINT "composite_stale_span_check" CHECK ("from_minute" < "to_minute");
ALTER TABLE "objective_group"
ADD CONSTRAINT "objective_group_revision_check" CHECK ("revision" >= 1),
ADD CONSTRAINT "objective_group_found_check" CHECK ("found" >= 0 AND "left_out" >= 0);
ALTER TABLE "correction"
ADD CONSTRAINT "correction_cause_check" CHECK ("cause" IN ('settle', 'refill', 'reconcile', 'request', 'import')),
ADD CONSTRAINT "correction_arrays_check" CHECK (cardinality("minutes") BETWEEN 1 AND 60 AND cardinality("old_good") = cardinality("minutes")
    AND cardinality("old_total") = cardinality("minutes") AND cardinality("new_good") = cardinality("minutes")
    AND cardinality("new_total") = cardinality("minutes"));
ALTER TABLE "refill_request"
ADD CONSTRAINT "refill_request_span_check" CHECK ("from_minute" < "to_minute" AND "cursor" BETWEEN "from_minute" AND "to_minute"),
ADD CONSTRAINT "refill_request_state_check" CHECK ("state" IN ('queued', 'running', 'done', 'failed'));
ALTER TABLE "objective_period"
ADD CONSTRAINT "objective_period_bounds_check" CHECK ("period_start" <= "from_minute" AND "from_minute" < "period_end");
