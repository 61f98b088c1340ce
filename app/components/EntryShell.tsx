import type { ReactNode } from "react";
import { Wordmark } from "@/components/brand/Logo";
import { Link } from "@/components/ui/Link";

/** Screens before there is a wallet: the brand, one thing to do, nothing else. */
export function EntryShell({ children, footer }: { readonly children: ReactNode; readonly footer?: ReactNode }) {
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-md flex-col px-6 pt-8 pb-[max(1.5rem,env(safe-area-inset-bottom))] sm:px-8">
      <header>
        <Link href="/" aria-label="Tandem, home" className="inline-block rounded-lg">
          <Wordmark />
        </Link>
      </header>
      <main className="flex flex-1 flex-col justify-center py-10">{children}</main>
      {footer ? <footer className="text-center text-muted text-sm">{footer}</footer> : null}
    </div>
  );
}
