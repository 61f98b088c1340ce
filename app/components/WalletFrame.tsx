"use client";

import { Activity, Eye, House, LockKeyhole, type LucideIcon, Settings, ShieldCheck } from "lucide-react";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { Wordmark } from "@/components/brand/Logo";
import { Link } from "@/components/ui/Link";
import { cn } from "@/lib/cn";

export type WalletFrameProps = {
  readonly children: ReactNode;
  readonly onLock: () => void;
  /** A task fills a phone's screen: no bar below it. */
  readonly task?: boolean;
};

type Place = {
  readonly href: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Pages that are reached from this place and have no place of their own. */
  readonly below?: readonly string[];
};

const places: readonly Place[] = [
  { href: "/", label: "Home", icon: House },
  { href: "/activity", label: "Activity", icon: Activity },
  { href: "/security", label: "Security", icon: ShieldCheck, below: ["/guardians", "/alarms"] },
  { href: "/settings", label: "Settings", icon: Settings, below: ["/contacts"] },
];
const operatorPlace: Place = { href: "/operator", label: "What the operator sees", icon: Eye };

/** Navigation beside the page on a desktop, below it on a phone. */
export function WalletFrame({ children, onLock, task = false }: WalletFrameProps) {
  return (
    <div className="lg:grid lg:grid-cols-[15.5rem_1fr] print:block">
      <a
        href="#content"
        className="sr-only z-50 rounded-xl bg-ink px-4 py-2 font-medium text-page text-sm focus:not-sr-only focus:fixed focus:start-4 focus:top-4"
      >
        Skip to content
      </a>
      <SideBar onLock={onLock} />
      <div id="content" className={cn("min-w-0", !task && "pb-24 lg:pb-0")}>
        {children}
      </div>
      {task ? null : <TabBar />}
    </div>
  );
}

function SideBar({ onLock }: { readonly onLock: () => void }) {
  return (
    <header className="sticky top-0 hidden h-dvh flex-col justify-between border-line border-e px-4 py-8 lg:flex print:hidden">
      <div className="flex flex-col gap-8">
        <Link href="/" aria-label="Tandem, home" className="mx-3 rounded-lg">
          <Wordmark />
        </Link>
        <nav aria-label="Wallet">
          <ul className="flex flex-col gap-1">
            {[...places, operatorPlace].map((place) => (
              <li key={place.href}>
                <SideLink {...place} />
              </li>
            ))}
          </ul>
        </nav>
      </div>
      <button
        type="button"
        onClick={onLock}
        className="flex min-h-11 items-center gap-3 rounded-xl px-3 text-muted text-sm transition-colors hover:bg-sunken hover:text-ink"
      >
        <LockKeyhole aria-hidden="true" className="size-[1.125rem]" />
        Lock
      </button>
    </header>
  );
}

function SideLink({ href, label, icon: Icon, below }: Place) {
  const current = useCurrent(href, below);
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      className={cn(
        "flex min-h-11 items-center gap-3 rounded-xl px-3 text-sm transition-colors hover:bg-sunken hover:text-ink",
        current ? "bg-sunken font-medium text-ink" : "text-muted",
      )}
    >
      <Icon aria-hidden="true" className="size-[1.125rem]" />
      {label}
    </Link>
  );
}

function TabBar() {
  return (
    <nav
      aria-label="Wallet"
      className="fixed inset-x-0 bottom-0 z-40 border-line border-t bg-page/92 pb-[env(safe-area-inset-bottom)] backdrop-blur-md lg:hidden print:hidden"
    >
      <ul className="mx-auto grid max-w-md grid-cols-4">
        {places.map((place) => (
          <li key={place.href}>
            <TabLink {...place} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function TabLink({ href, label, icon: Icon, below }: Place) {
  const current = useCurrent(href, below);
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      className={cn(
        "flex min-h-16 flex-col items-center justify-center gap-1 font-medium text-xs -outline-offset-4",
        current ? "text-ink" : "text-faint",
      )}
    >
      <Icon aria-hidden="true" className="size-[1.375rem]" strokeWidth={current ? 2.2 : 1.8} />
      {label}
    </Link>
  );
}

function useCurrent(href: string, below: readonly string[] = []): boolean {
  const pathname = usePathname();
  return [href, ...below].some((path) => pathname === path || (path !== "/" && pathname.startsWith(`${path}/`)));
}
