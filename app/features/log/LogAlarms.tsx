import type { LogAlarm } from "@tandem/client";
import { CopyButton } from "@/components/ui/CopyButton";
import { Disclosure } from "@/components/ui/Disclosure";
import { Notice } from "@/components/ui/Notice";
import { alarmWords, evidenceText, proofWords } from "@/features/log/logWords";
import { exitPath } from "@/lib/exitPath";
import { formatDateTime } from "@/lib/format";

/** What is wrong, what it means, what to do, and the proof to hand on. */
export function LogAlarms({ alarms }: { readonly alarms: readonly LogAlarm[] }) {
  if (alarms.length === 0) return null;
  return (
    <section aria-labelledby="log-alarms" className="flex flex-col gap-4" data-testid="log-alarms">
      <h2 id="log-alarms" className="sr-only">
        Alarm
      </h2>
      <Notice tone="danger" title="The server’s record was changed">
        <ul className="flex flex-col gap-2">
          {alarms.map(({ id, kind, firstSeenAt, lastSeenAt }) => (
            <li key={id}>
              {alarmWords(kind)} {seenWords(formatDateTime(firstSeenAt), formatDateTime(lastSeenAt))}
            </li>
          ))}
        </ul>
      </Notice>
      <div className="flex flex-col gap-2 text-sm">
        <h3 className="font-semibold">What it means</h3>
        <p className="text-muted leading-relaxed">
          Our server, or somebody who got into it, has changed, hidden or lost what it had written down. Its part of the
          key alone cannot move your money. But do not count on the limits and waiting times that it keeps.
        </p>
      </div>
      <div className="flex flex-col gap-2 text-sm">
        <h3 className="font-semibold">What to do</h3>
        <ol className="flex list-decimal flex-col gap-2 ps-5 text-muted leading-relaxed">
          <li>Stop paying and signing with this wallet until you know why.</li>
          <li>
            Copy the proof below. Ask whoever runs the server what happened, and show the proof to somebody you trust.
          </li>
          <li>
            No good answer? Leave. With this device and your backup kit{" "}
            <a href={exitPath} className="rounded-md font-medium text-ink underline underline-offset-4">
              you sign without our server
            </a>
            : move your money to another wallet, or the account to a key of your own.
          </li>
          <li>Without a backup kit: send everything to another wallet of yours from here, as your last payment.</li>
        </ol>
      </div>
      {alarms.map((alarm) => (
        <Proof key={alarm.id} alarm={alarm} />
      ))}
    </section>
  );
}

function seenWords(first: string, last: string): string {
  return first === last ? `Seen ${first}.` : `Seen ${first}, last ${last}.`;
}

function Proof({ alarm }: { readonly alarm: LogAlarm }) {
  const text = evidenceText(alarm);
  return (
    <Disclosure summary={`The proof of ${formatDateTime(alarm.firstSeenAt)}`} data-testid="log-proof">
      <div className="flex flex-col gap-3">
        <p className="text-muted text-sm leading-relaxed">{proofWords(alarm)}</p>
        <pre
          translate="no"
          className="whitespace-pre-wrap rounded-xl bg-sunken p-3 font-mono text-xs [overflow-wrap:anywhere]"
        >
          {text}
        </pre>
        <CopyButton variant="secondary" size="small" value={text} noun="Proof" className="self-start">
          Copy the proof
        </CopyButton>
      </div>
    </Disclosure>
  );
}
