"use client";

import type { PreparedOperation } from "@tandem/client";
import { Notice } from "@/components/ui/Notice";
import { ruleWords } from "@/features/review/ruleWords";

export type RulesProps = {
  readonly preview: PreparedOperation["preview"];
  readonly ticked: readonly string[];
  readonly onTick: (names: readonly string[]) => void;
};

/** What the account's policy says: refusals with what to do, and rules that want the person's own tick. */
export function Rules({ preview, ticked, onTick }: RulesProps) {
  if (preview.decision === "allow") return null;
  if (preview.decision === "refuse")
    return (
      <div className="flex flex-col gap-3">
        {preview.rules.map(({ name, detail }) => (
          <Notice
            key={name}
            announce
            tone="danger"
            title={`Not allowed: ${ruleWords(name).title}`}
            data-testid="review-refused"
          >
            <p>{detail}</p>
            <p className="mt-1">{ruleWords(name).action}</p>
            <p className="mt-2 font-mono text-xs">Rule: {name}</p>
          </Notice>
        ))}
      </div>
    );
  return (
    <fieldset className="flex flex-col gap-2 rounded-2xl bg-caution-soft p-4">
      <legend className="float-start mb-2 w-full font-medium text-sm">Please confirm what is unusual here</legend>
      {preview.rules.map(({ name, detail }) => (
        <label key={name} className="flex gap-3 rounded-xl py-2 text-sm">
          <input
            type="checkbox"
            checked={ticked.includes(name)}
            onChange={(event) =>
              onTick(event.target.checked ? [...ticked, name] : ticked.filter((other) => other !== name))
            }
            className="mt-0.5 size-5 shrink-0 accent-accent"
            data-testid={`review-rule-${name}`}
          />
          <span>
            <span className="font-medium">{ruleWords(name).title}</span>
            <span className="mt-0.5 block text-muted">{detail}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
