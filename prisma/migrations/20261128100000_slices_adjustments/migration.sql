-- Slices streams, adjustments, and what people record about episodes.
ALTER TABLE "stream" ADD COLUMN "parent_id" INTEGER,
ADD COLUMN "slice_key" TEXT,
ADD CONSTRAINT "stream_slices_check" CHECK (("kind" = 'slices') = ("parent_id" IS NOT NULL) AND ("parent_id" IS NULL) = ("slice_key" IS NULL));
CREATE UNIQUE INDEX "stream_parent_id_slice_key_key" ON "stream"("parent_id", "slice_key");
ALTER TABLE "stream" ADD CONSTRAINT "stream_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "stream"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "objective" ADD COLUMN "slice_key" TEXT;

CREATE TABLE "adjustment_version" (
    "adjustment_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "scope" TEXT NOT NULL,
    "team_id" UUID,
    "service_id" UUID,
    "objective_id" UUID,
    "mode" TEXT NOT NULL,
    "from_minute" INTEGER NOT NULL,
    "to_minute" INTEGER NOT NULL,
    "rule" TEXT,
    "zone" TEXT,
    "category" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "newest" BOOLEAN NOT NULL,
    "removed" BOOLEAN NOT NULL DEFAULT false,
    "brought_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "adjustment_version_pkey" PRIMARY KEY ("adjustment_id", "version"),
    CONSTRAINT "adjustment_version_version_check" CHECK ("version" > 0),
    CONSTRAINT "adjustment_version_mode_check" CHECK ("mode" IN ('exclude', 'forgive')),
    CONSTRAINT "adjustment_version_interval_check" CHECK ("from_minute" < "to_minute"),
    CONSTRAINT "adjustment_version_recurrence_check" CHECK (("rule" IS NULL) = ("zone" IS NULL)),
    CONSTRAINT "adjustment_version_scope_check" CHECK (
        ("scope" = 'all' AND "team_id" IS NULL AND "service_id" IS NULL AND "objective_id" IS NULL)
        OR ("scope" = 'team' AND "team_id" IS NOT NULL AND "service_id" IS NULL AND "objective_id" IS NULL)
        OR ("scope" = 'service' AND "team_id" IS NULL AND "service_id" IS NOT NULL AND "objective_id" IS NULL)
        OR ("scope" = 'objective' AND "team_id" IS NULL AND "service_id" IS NULL AND "objective_id" IS NOT NULL)
    )
);
-- At most one version of an adjustment is the newest.
CREATE UNIQUE INDEX "adjustment_version_newest" ON "adjustment_version"("adjustment_id") WHERE "newest";
CREATE INDEX "adjustment_version_objective_id_idx" ON "adjustment_version"("objective_id");
CREATE INDEX "adjustment_version_service_id_idx" ON "adjustment_version"("service_id");
CREATE INDEX "adjustment_version_team_id_idx" ON "adjustment_version"("team_id");
ALTER TABLE "adjustment_version" ADD CONSTRAINT "adjustment_version_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "adjustment_version" ADD CONSTRAINT "adjustment_version_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "adjustment_version" ADD CONSTRAINT "adjustment_version_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "episode_note" (
    "objective_id" UUID NOT NULL,
    "episode_id" TEXT NOT NULL,
    "from_minute" INTEGER NOT NULL,
    "to_minute" INTEGER NOT NULL,
    "cause" TEXT,
    "owner" TEXT,
    "author" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "episode_note_pkey" PRIMARY KEY ("objective_id", "episode_id"),
    CONSTRAINT "episode_note_interval_check" CHECK ("from_minute" < "to_minute")
);
ALTER TABLE "episode_note" ADD CONSTRAINT "episode_note_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE CASCADE ON UPDATE CASCADE;
