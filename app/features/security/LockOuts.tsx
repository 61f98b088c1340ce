import { Link } from "@/components/ui/Link";
import { Notice } from "@/components/ui/Notice";
import type { LockOut } from "@/features/score";

/** The losses without a way back, while they can still be mended. */
export function LockOuts({ lockOuts }: { readonly lockOuts: readonly LockOut[] | undefined }) {
  if (!lockOuts) return null;
  const guide = (
    <Link href="/help" className="rounded-md font-medium text-ink underline underline-offset-4">
      What to do when something is lost
    </Link>
  );
  if (lockOuts.length === 0)
    return (
      <Notice tone="success" title="Whatever you lose, there is a way back" data-testid="security-way-back">
        <p className="mb-2">
          Guardians need our web site for it, though not the server behind it. If both are gone for good, you need your
          backup kit, with a device you used or a device export.
        </p>
        {guide}
      </Notice>
    );
  return (
    <Notice tone="caution" title="What would lock you out" data-testid="security-lock-outs">
      <ul className="mb-2 flex list-disc flex-col gap-1.5 ps-4">
        {lockOuts.map(({ text }) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {guide}
    </Notice>
  );
}
