import { CircleCheck } from "lucide-react";
import { TaskShell } from "@/components/TaskShell";
import { ButtonLink } from "@/components/ui/Button";

export function KitDone() {
  return (
    <TaskShell title="Your kit is ready">
      <div className="flex flex-col items-center gap-5 rounded-3xl bg-accent-soft p-8 text-center">
        <CircleCheck aria-hidden="true" className="size-12 text-accent" strokeWidth={1.5} />
        <p className="leading-relaxed">
          It opens with your code, and the server knows it. If you made one before, destroy it.
        </p>
      </div>
      <p className="text-muted text-sm leading-relaxed">
        Test it once a year: Security, “Test my backup”. It takes a minute and changes nothing.
      </p>
      <div className="mt-auto">
        <ButtonLink href="/" size="large" block>
          Done
        </ButtonLink>
      </div>
    </TaskShell>
  );
}
