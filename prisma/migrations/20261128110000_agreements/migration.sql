-- Promises to customers, and the record of their periods.
CREATE TABLE "agreement" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "display_name" TEXT,
    "customer" TEXT NOT NULL,
    "objective_id" UUID NOT NULL,
    "target_percent" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "week_start" TEXT NOT NULL,
    "starts_at" INTEGER NOT NULL,
    "note" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agreement_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "agreement_unit_check" CHECK ("unit" IN ('day', 'week', 'month', 'quarter', 'year'))
);
CREATE UNIQUE INDEX "agreement_name_key" ON "agreement"("name");
CREATE INDEX "agreement_objective_id_idx" ON "agreement"("objective_id");
ALTER TABLE "agreement" ADD CONSTRAINT "agreement_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "agreement_period" (
    "agreement_id" UUID NOT NULL,
    "period_start" INTEGER NOT NULL,
    "period_end" INTEGER NOT NULL,
    "from_minute" INTEGER NOT NULL,
    "target_percent" TEXT NOT NULL,
    "objective_revision" INTEGER NOT NULL,
    "figures" JSONB NOT NULL,
    "frozen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agreement_period_pkey" PRIMARY KEY ("agreement_id", "period_start"),
    CONSTRAINT "agreement_period_bounds_check" CHECK ("period_start" <= "from_minute" AND "from_minute" < "period_end")
);
ALTER TABLE "agreement_period" ADD CONSTRAINT "agreement_period_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "agreement"("id") ON DELETE CASCADE ON UPDATE CASCADE;
