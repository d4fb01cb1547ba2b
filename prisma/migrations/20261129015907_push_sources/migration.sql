-- What others send: tokens, minutes, samples of series; and how much a source is asked.
-- AlterTable
ALTER TABLE "source_health" ADD COLUMN     "requests_per_minute" INTEGER;

-- CreateTable
CREATE TABLE "source_token" (
    "source_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "hint" TEXT NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "source_token_pkey" PRIMARY KEY ("source_id")
);

-- CreateTable
CREATE TABLE "push_minute" (
    "source_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "minute" INTEGER NOT NULL,
    "good" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "push_minute_pkey" PRIMARY KEY ("source_id","name","minute")
);

-- CreateTable
CREATE TABLE "push_series" (
    "id" BIGSERIAL NOT NULL,
    "source_id" UUID NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "metric" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "labels" JSONB NOT NULL,
    "first_at_ms" BIGINT NOT NULL,
    "last_at_ms" BIGINT NOT NULL,

    CONSTRAINT "push_series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "push_sample" (
    "series_id" BIGINT NOT NULL,
    "at_ms" BIGINT NOT NULL,
    "start_ms" BIGINT,
    "value" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "push_sample_pkey" PRIMARY KEY ("series_id","at_ms")
);

-- CreateIndex
CREATE UNIQUE INDEX "source_token_hash_key" ON "source_token"("hash");

-- CreateIndex
CREATE INDEX "push_minute_minute_idx" ON "push_minute"("minute");

-- CreateIndex
CREATE INDEX "push_series_source_id_metric_idx" ON "push_series"("source_id", "metric");

-- CreateIndex
CREATE UNIQUE INDEX "push_series_source_id_fingerprint_key" ON "push_series"("source_id", "fingerprint");

-- CreateIndex
CREATE INDEX "push_sample_at_ms_idx" ON "push_sample"("at_ms");

-- AddForeignKey
ALTER TABLE "source_token" ADD CONSTRAINT "source_token_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "push_minute" ADD CONSTRAINT "push_minute_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "push_series" ADD CONSTRAINT "push_series_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "push_sample" ADD CONSTRAINT "push_sample_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "push_series"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say.
ALTER TABLE "push_minute" ADD CONSTRAINT "push_minute_counts_check" CHECK (0 <= "good" AND "good" <= "total");
ALTER TABLE "push_series" ADD CONSTRAINT "push_series_kind_check" CHECK ("kind" IN ('cumulative', 'delta', 'gauge'));
