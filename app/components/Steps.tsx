import { Check, X } from "lucide-react";
import type { ReactNode } from "react";
import { Spinner } from "@/components/ui/Spinner";
import { cn } from "@/lib/cn";

export type StepState = "done" | "current" | "todo" | "failed" | "paused";
export type Step = {
  readonly id: string;
  readonly title: string;
  readonly state: StepState;
  readonly detail?: ReactNode;
  /** At the end of the line, e.g. when it happened. */
  readonly aside?: ReactNode;
};

const spoken: Record<StepState, string> = {
  done: "done",
  current: "in progress",
  todo: "to do",
  failed: "failed",
  paused: "waiting for you",
};

/** Long work, step by step. The caller announces changes; see `Announce`. */
export function Steps({ steps, label }: { readonly steps: readonly Step[]; readonly label: string }) {
  return (
    <ol aria-label={label} className="flex flex-col">
      {steps.map((step, index) => (
        <li
          key={step.id}
          aria-current={step.state === "current" || step.state === "paused" ? "step" : undefined}
          className="relative flex gap-4 pb-6 last:pb-0"
          data-state={step.state}
        >
          {index < steps.length - 1 ? (
            <span
              aria-hidden="true"
              className={cn(
                "absolute start-[0.84rem] top-8 bottom-1 w-0.5 rounded-full",
                step.state === "done" ? "bg-accent" : "bg-line",
              )}
            />
          ) : null}
          <StepMark state={step.state} />
          <div className="min-w-0 flex-1 pt-0.5">
            <p
              className={cn(
                "flex items-baseline justify-between gap-3",
                step.state === "todo" ? "text-muted" : "font-medium",
              )}
            >
              <span>
                {step.title}
                <span className="sr-only">, {spoken[step.state]}</span>
              </span>
              {step.aside ? (
                <span className="figures shrink-0 font-normal text-muted text-sm">{step.aside}</span>
              ) : null}
            </p>
            {step.detail && step.state !== "todo" ? <p className="mt-1 text-muted text-sm">{step.detail}</p> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

function StepMark({ state }: { readonly state: StepState }) {
  const look: Record<StepState, string> = {
    done: "bg-accent text-page",
    current: "bg-accent-soft text-accent",
    paused: "bg-caution-soft text-caution",
    failed: "bg-danger text-page",
    todo: "border-2 border-line",
  };
  return (
    <span
      aria-hidden="true"
      className={cn("grid size-7 shrink-0 place-items-center rounded-full transition-colors", look[state])}
    >
      {state === "done" ? <Check className="size-4 animate-fade" strokeWidth={2.5} /> : null}
      {state === "current" ? <Spinner /> : null}
      {state === "failed" ? <X className="size-4" strokeWidth={2.5} /> : null}
      {state === "paused" ? <span className="size-2 rounded-full bg-current" /> : null}
    </span>
  );
}
