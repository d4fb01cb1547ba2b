-- What happened: deploys, incidents and notes on the time line.
-- CreateTable
CREATE TABLE "annotation" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "scope" TEXT NOT NULL,
    "team_id" UUID,
    "service_id" UUID,
    "objective_id" UUID,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "url" TEXT,
    "from_minute" INTEGER NOT NULL,
    "to_minute" INTEGER NOT NULL,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "annotation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "annotation_from_minute_idx" ON "annotation"("from_minute");

-- CreateIndex
CREATE INDEX "annotation_team_id_idx" ON "annotation"("team_id");

-- CreateIndex
CREATE INDEX "annotation_service_id_idx" ON "annotation"("service_id");

-- CreateIndex
CREATE INDEX "annotation_objective_id_idx" ON "annotation"("objective_id");

-- AddForeignKey
ALTER TABLE "annotation" ADD CONSTRAINT "annotation_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "annotation" ADD CONSTRAINT "annotation_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "annotation" ADD CONSTRAINT "annotation_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE CASCADE ON UPDATE CASCADE;


ALTER TABLE "annotation"
ADD CONSTRAINT "annotation_kind_check" CHECK ("kind" IN ('deploy', 'incident', 'note')),
ADD CONSTRAINT "annotation_interval_check" CHECK ("from_minute" < "to_minute"),
ADD CONSTRAINT "annotation_scope_check" CHECK (
    CASE "scope" WHEN 'all' THEN num_nonnulls("team_id", "service_id", "objective_id") = 0
        WHEN 'team' THEN "team_id" IS NOT NULL WHEN 'service' THEN "service_id" IS NOT NULL WHEN 'objective' THEN "objective_id" IS NOT NULL
        ELSE false END
    AND num_nonnulls("team_id", "service_id", "objective_id") <= 1);
