import { CircleCheck, CircleHelp, OctagonAlert, TriangleAlert } from "lucide-react";
import { cn } from "@/lib/cn";

/** One thing that was looked at before signing. `unavailable` is said, never left out. */
export type Check = {
  readonly grade: "danger" | "warning" | "caution" | "passed" | "unavailable";
  readonly text: string;
};

const order: readonly Check["grade"][] = ["danger", "warning", "caution", "unavailable", "passed"];
const looks = {
  danger: { icon: OctagonAlert, title: "Danger", look: "text-danger" },
  warning: { icon: TriangleAlert, title: "Warning", look: "text-danger" },
  caution: { icon: TriangleAlert, title: "Caution", look: "text-caution" },
  unavailable: { icon: CircleHelp, title: "Checks unavailable", look: "text-caution" },
  passed: { icon: CircleCheck, title: "Checks passed", look: "text-accent" },
} as const;

/** The worst grade as the headline, every check below it. Nothing where nothing is to be checked. */
export function Checks({ checks }: { readonly checks: readonly Check[] }) {
  const worst = order.find((grade) => checks.some((check) => check.grade === grade));
  if (!worst) return null;
  const { icon: Icon, title, look } = looks[worst];
  return (
    <section
      aria-label="Checks"
      className="flex flex-col gap-2 rounded-2xl border border-line p-4 text-sm"
      data-testid="review-checks"
    >
      <p className={cn("flex items-center gap-2 font-medium", look)}>
        <Icon aria-hidden="true" className="size-4" />
        {title}
      </p>
      <ul className="flex flex-col gap-1.5 text-muted">
        {checks
          .toSorted((a, b) => order.indexOf(a.grade) - order.indexOf(b.grade))
          .map(({ text }) => (
            <li key={text}>{text}</li>
          ))}
      </ul>
    </section>
  );
}
