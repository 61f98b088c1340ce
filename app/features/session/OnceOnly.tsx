"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { holdSession } from "@/features/session/lockStore";

export type OnceOnlyProps = {
  /** What is lost when this is left. */
  readonly children: string;
};

/**
 * For a screen that shows something only once: writing it down by hand or printing it does not lock the wallet, and
 * leaving asks. Draws nothing else.
 */
export function OnceOnly({ children }: OnceOnlyProps) {
  const router = useRouter();
  const [target, setTarget] = useState<string>();
  useEffect(() => {
    let release = holdSession();
    const onHide = () => release();
    // Back from the browser's cache of pages.
    const onShow = ({ persisted }: PageTransitionEvent) => {
      if (persisted) release = holdSession();
    };
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (!(link instanceof HTMLAnchorElement) || !isLeaving(event, link)) return;
      event.preventDefault();
      event.stopPropagation();
      setTarget(link.pathname + link.search + link.hash);
    };
    window.addEventListener("pagehide", onHide);
    window.addEventListener("pageshow", onShow);
    window.addEventListener("beforeunload", onUnload);
    // Before the router hears of it.
    document.addEventListener("click", onClick, { capture: true });
    return () => {
      release();
      window.removeEventListener("pagehide", onHide);
      window.removeEventListener("pageshow", onShow);
      window.removeEventListener("beforeunload", onUnload);
      document.removeEventListener("click", onClick, { capture: true });
    };
  }, []);
  return (
    <Dialog open={target !== undefined} onClose={() => setTarget(undefined)} title="Leave now?">
      <p className="text-muted leading-relaxed">{children}</p>
      <div className="flex flex-col gap-3">
        <Button size="large" block onClick={() => setTarget(undefined)}>
          Stay
        </Button>
        <Button
          variant="ghost"
          block
          onClick={() => target !== undefined && router.push(target)}
          data-testid="once-leave"
        >
          Leave
        </Button>
      </div>
    </Dialog>
  );
}

/** Another page in this tab. A new tab, a download and another site's page leave this one as it is, or are asked by the browser. */
function isLeaving(event: MouseEvent, { target, origin, download }: HTMLAnchorElement): boolean {
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  return isPlain && (target === "" || target === "_self") && download === "" && origin === window.location.origin;
}
