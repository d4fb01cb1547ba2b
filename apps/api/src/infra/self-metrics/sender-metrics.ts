import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { SenderMetrics } from "../../jobs/sender/sender-metrics.ts";

/** The sender's figures under their public names. All labels come from closed sets: names of targets are other people's. */
export function makeSenderMetrics(registry: Registry): SenderMetrics {
  const registers = [registry];
  const oldest = new Gauge({
    name: "solvent_outbox_oldest_seconds",
    help: "Age of the oldest notification that waits to be delivered, muted ones left out",
    registers,
  });
  const notifications = new Counter({
    name: "solvent_notifications_total",
    help: "Notifications by what became of them; a retried one is counted with each attempt",
    labelNames: ["result"],
    registers,
  });
  const messages = new Histogram({
    name: "solvent_notification_messages_seconds",
    help: "Time from the start of sending a message to its end, by result",
    labelNames: ["result"],
    buckets: [0.1, 0.3, 1, 3, 10],
    registers,
  });
  return {
    outboxOldest: (seconds) => oldest.set(seconds),
    notifications: (result, count) => {
      if (count > 0) notifications.inc({ result }, count);
    },
    message: (result, seconds) => messages.observe({ result }, seconds),
  };
}
