-- Alerts, who is told of them, and what became of each message.
ALTER TABLE "stream" ADD COLUMN "generated_until" INTEGER;
ALTER TABLE "gap" ADD COLUMN "refilled" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "reviewed" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "gap_refilled_reviewed_idx" ON "gap"("refilled", "reviewed");

-- Rules that fire now fire again at the next evaluation, then with an alert.
DELETE FROM "rule_state";
ALTER TABLE "rule_state" ADD COLUMN "severity" TEXT NOT NULL,
ADD CONSTRAINT "rule_state_severity_check" CHECK ("severity" IN ('page', 'ticket'));

CREATE TABLE "alert" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "objective_id" UUID,
    "source_id" UUID,
    "subject" JSONB NOT NULL,
    "open_key" TEXT,
    "origin" TEXT NOT NULL DEFAULT 'live',
    "onset" INTEGER,
    "opened_at" INTEGER NOT NULL,
    "closed_at" INTEGER,
    "close_reason" TEXT,
    "blind_since" INTEGER,
    "evidence" JSONB NOT NULL,
    "bill" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "alert_kind_check" CHECK ("kind" IN ('burn', 'no-data', 'source-down', 'evaluator-behind')),
    CONSTRAINT "alert_severity_check" CHECK ("severity" IN ('page', 'ticket')),
    CONSTRAINT "alert_origin_check" CHECK ("origin" IN ('live', 'refill')),
    CONSTRAINT "alert_close_reason_check" CHECK ("close_reason" IN ('resolved', 'corrected', 'revised', 'deleted')),
    CONSTRAINT "alert_open_check" CHECK (("closed_at" IS NULL) = ("open_key" IS NOT NULL) AND ("closed_at" IS NULL) = ("close_reason" IS NULL)),
    CONSTRAINT "alert_minutes_check" CHECK ("onset" <= "opened_at" AND "opened_at" <= "closed_at")
);

CREATE TABLE "alert_transition" (
    "id" BIGSERIAL NOT NULL,
    "alert_id" BIGINT NOT NULL,
    "subject" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "to" TEXT NOT NULL,
    "minute" INTEGER NOT NULL,
    "evidence" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_transition_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "alert_transition_to_check" CHECK ("to" IN ('firing', 'resolved')),
    CONSTRAINT "alert_transition_sequence_check" CHECK ("sequence" > 0)
);

CREATE TABLE "notification_target" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "display_name" TEXT,
    "kind" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "secret_origin" TEXT,
    "failover_id" UUID,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_target_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "notification_target_failover_check" CHECK ("failover_id" <> "id")
);

CREATE TABLE "notification_target_secret" (
    "target_id" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "notification_target_secret_pkey" PRIMARY KEY ("target_id","field")
);

CREATE TABLE "notification_route" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "scope" TEXT NOT NULL,
    "team_id" UUID,
    "service_id" UUID,
    "objective_id" UUID,
    "everything" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_route_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "notification_route_scope_check" CHECK (
        CASE "scope" WHEN 'all' THEN "everything" = 'all' WHEN 'team' THEN "team_id" IS NOT NULL WHEN 'service' THEN "service_id" IS NOT NULL
            WHEN 'objective' THEN "objective_id" IS NOT NULL ELSE false END
        AND num_nonnulls("everything", "team_id", "service_id", "objective_id") = 1)
);

CREATE TABLE "route_target" (
    "route_id" UUID NOT NULL,
    "severity" TEXT NOT NULL,
    "target_id" UUID NOT NULL,

    CONSTRAINT "route_target_pkey" PRIMARY KEY ("route_id","severity","target_id"),
    CONSTRAINT "route_target_severity_check" CHECK ("severity" IN ('page', 'ticket'))
);

CREATE TABLE "mute" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "scope" TEXT NOT NULL,
    "team_id" UUID,
    "service_id" UUID,
    "objective_id" UUID,
    "reason" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_by" TEXT,

    CONSTRAINT "mute_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "mute_scope_check" CHECK (
        CASE "scope" WHEN 'all' THEN num_nonnulls("team_id", "service_id", "objective_id") = 0
            WHEN 'team' THEN "team_id" IS NOT NULL WHEN 'service' THEN "service_id" IS NOT NULL WHEN 'objective' THEN "objective_id" IS NOT NULL
            ELSE false END
        AND num_nonnulls("team_id", "service_id", "objective_id") <= 1),
    CONSTRAINT "mute_ends_check" CHECK ("ends_at" >= "created_at")
);

CREATE TABLE "notification" (
    "id" BIGSERIAL NOT NULL,
    "alert_id" BIGINT NOT NULL,
    "target_id" UUID,
    "target_name" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "reason" TEXT,
    "delivery_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "notification_event_check" CHECK ("event" IN ('fired', 'resolved')),
    CONSTRAINT "notification_state_check" CHECK ("state" IN ('pending', 'sending', 'sent', 'suppressed', 'dead'))
);

CREATE TABLE "delivery" (
    "id" BIGSERIAL NOT NULL,
    "target_id" UUID,
    "form" TEXT NOT NULL,
    "carried" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "repeated" BOOLEAN NOT NULL DEFAULT false,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "accepted" BOOLEAN,
    "failure_class" TEXT,
    "status" INTEGER,
    "answer" TEXT,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "delivery_form_check" CHECK ("form" IN ('single', 'summary'))
);

CREATE TABLE "notification_queue" (
    "target_id" UUID NOT NULL,
    "claim" UUID,
    "locked_until" TIMESTAMPTZ(3),
    "not_before" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "failure_class" TEXT,
    "message" TEXT,
    "ok_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_queue_pkey" PRIMARY KEY ("target_id"),
    CONSTRAINT "notification_queue_attempts_check" CHECK ("attempts" >= 0)
) WITH (fillfactor = 70);

CREATE UNIQUE INDEX "alert_open_key_key" ON "alert"("open_key");

CREATE INDEX "alert_objective_id_opened_at_idx" ON "alert"("objective_id", "opened_at");

CREATE INDEX "alert_source_id_idx" ON "alert"("source_id");

CREATE INDEX "alert_opened_at_idx" ON "alert"("opened_at");

CREATE INDEX "alert_transition_alert_id_idx" ON "alert_transition"("alert_id");

CREATE UNIQUE INDEX "alert_transition_subject_rule_sequence_key" ON "alert_transition"("subject", "rule", "sequence");

CREATE UNIQUE INDEX "notification_target_name_key" ON "notification_target"("name");

CREATE INDEX "notification_target_failover_id_idx" ON "notification_target"("failover_id");

CREATE UNIQUE INDEX "notification_route_team_id_key" ON "notification_route"("team_id");

CREATE UNIQUE INDEX "notification_route_service_id_key" ON "notification_route"("service_id");

CREATE UNIQUE INDEX "notification_route_objective_id_key" ON "notification_route"("objective_id");

CREATE UNIQUE INDEX "notification_route_everything_key" ON "notification_route"("everything");

CREATE INDEX "route_target_target_id_idx" ON "route_target"("target_id");

CREATE INDEX "mute_ends_at_idx" ON "mute"("ends_at");

CREATE INDEX "mute_team_id_idx" ON "mute"("team_id");

CREATE INDEX "mute_service_id_idx" ON "mute"("service_id");

CREATE INDEX "mute_objective_id_idx" ON "mute"("objective_id");

CREATE INDEX "notification_target_id_state_id_idx" ON "notification"("target_id", "state", "id");

CREATE INDEX "notification_delivery_id_idx" ON "notification"("delivery_id");

CREATE UNIQUE INDEX "notification_alert_id_event_target_id_key" ON "notification"("alert_id", "event", "target_id");

CREATE INDEX "delivery_target_id_started_at_idx" ON "delivery"("target_id", "started_at");

ALTER TABLE "alert" ADD CONSTRAINT "alert_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "alert" ADD CONSTRAINT "alert_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "alert_transition" ADD CONSTRAINT "alert_transition_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alert"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "notification_target" ADD CONSTRAINT "notification_target_failover_id_fkey" FOREIGN KEY ("failover_id") REFERENCES "notification_target"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "notification_target_secret" ADD CONSTRAINT "notification_target_secret_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "notification_target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "notification_route" ADD CONSTRAINT "notification_route_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "notification_route" ADD CONSTRAINT "notification_route_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "notification_route" ADD CONSTRAINT "notification_route_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "route_target" ADD CONSTRAINT "route_target_route_id_fkey" FOREIGN KEY ("route_id") REFERENCES "notification_route"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "route_target" ADD CONSTRAINT "route_target_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "notification_target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "mute" ADD CONSTRAINT "mute_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "mute" ADD CONSTRAINT "mute_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "mute" ADD CONSTRAINT "mute_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "notification" ADD CONSTRAINT "notification_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alert"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "notification" ADD CONSTRAINT "notification_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "notification_target"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "notification" ADD CONSTRAINT "notification_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "delivery"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "delivery" ADD CONSTRAINT "delivery_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "notification_target"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "notification_queue" ADD CONSTRAINT "notification_queue_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "notification_target"("id") ON DELETE CASCADE ON UPDATE CASCADE;
