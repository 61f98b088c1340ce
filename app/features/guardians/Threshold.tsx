"use client";

import { Choice } from "@/components/ui/Choice";
import { goodThreshold } from "@/features/guardians/goodThreshold";

export type ThresholdProps = {
  readonly count: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
};

const mostShown = 5;

/** How many are needed. More make it harder for them to turn against the owner, and harder to come back. */
export function Threshold({ count, value, onChange }: ThresholdProps) {
  const least = count < 3 ? 1 : 2;
  const options = Array.from({ length: Math.min(count - least + 1, mostShown) }, (_, index) => least + index);
  return (
    <div className="flex flex-col gap-2">
      {options.length > 1 ? (
        <Choice
          legend="How many are needed"
          value={String(value)}
          onChange={(text) => onChange(Number(text))}
          options={options.map((needed) => ({ value: String(needed), label: `${needed} of ${count}` }))}
        />
      ) : null}
      <p className="text-muted text-sm">{adviceOf(count, value)}</p>
    </div>
  );
}

function adviceOf(count: number, threshold: number): string {
  if (count === 1)
    return "One alone can take over, and may be gone. Better have three guardians, two of whom are needed.";
  if (count < 3) return "Better have three guardians, two of whom are needed: then you can lose one of them.";
  if (threshold === count) return "If one of them is gone, nobody can help you. Ask for fewer.";
  if (threshold < goodThreshold(count)) return "Few are enough, so choose people who do not know each other.";
  return "A good choice. Best are people who do not know each other.";
}
