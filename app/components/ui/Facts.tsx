import type { ReactNode } from "react";

export type Fact = {
  readonly label: string;
  readonly value: ReactNode;
  readonly wide?: boolean;
  readonly testId?: string;
};

/** Label and value rows. `wide` puts a long value under its label. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="flex flex-col divide-y divide-line">
      {facts.map(({ label, value, wide, testId }) => (
        <div
          key={label}
          className={wide ? "flex flex-col gap-1 py-3" : "flex items-baseline justify-between gap-6 py-3"}
          data-testid={testId}
        >
          <dt className="shrink-0 text-muted text-sm">{label}</dt>
          <dd className={wide ? "text-sm" : "text-end text-sm"}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
