import type { LogEvent } from "@tandem/client";
import { Notice } from "@/components/ui/Notice";
import { eventWords } from "@/features/log/logWords";
import { formatDate } from "@/lib/format";

/** Losses that the operator has declared. */
export function LogEvents({ events }: { readonly events: readonly LogEvent[] }) {
  return events.map((event) => (
    <Notice
      key={event.id}
      tone="info"
      title={`Restored from a backup on ${formatDate(event.declaredAt)}`}
      data-testid="log-event"
    >
      {eventWords(event)}
    </Notice>
  ));
}
