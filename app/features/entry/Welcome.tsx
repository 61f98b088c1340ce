import { Fingerprint } from "lucide-react";
import { Logomark } from "@/components/brand/Logo";
import { EntryShell } from "@/components/EntryShell";
import { PageHeading } from "@/components/PageHeading";
import { ButtonLink } from "@/components/ui/Button";
import { Link } from "@/components/ui/Link";

const linkLook = "rounded-md underline decoration-line underline-offset-4 hover:text-ink";

/** Two paths, nothing else: a new wallet, or the one the person already has. */
export function Welcome() {
  return (
    <EntryShell
      footer={
        <span className="flex flex-wrap justify-center gap-x-5 gap-y-2">
          <Link href="/help" className={linkLook}>
            When something is lost
          </Link>
          <Link href="/operator" className={linkLook}>
            What the operator can see
          </Link>
        </span>
      }
    >
      <div className="flex animate-rise flex-col gap-10">
        <div className="flex flex-col gap-5">
          <Logomark className="-ms-1 h-16 w-24" />
          <PageHeading className="text-[2.5rem] leading-[1.08] sm:text-5xl">
            Two halves of a key. One wallet.
          </PageHeading>
          <p className="text-lg text-muted leading-relaxed">
            Your device holds one part, a server the other. Neither can move your money alone, and there is no seed
            phrase to lose.
          </p>
        </div>
        <div className="flex flex-col gap-3">
          <ButtonLink href="/create" size="large" block data-testid="welcome-create">
            Create a wallet
          </ButtonLink>
          <ButtonLink
            href="/sign-in"
            variant="secondary"
            size="large"
            block
            icon={<Fingerprint aria-hidden="true" className="size-5" />}
            data-testid="welcome-sign-in"
          >
            Sign in with a passkey
          </ButtonLink>
          <ButtonLink href="/restore" variant="ghost" block data-testid="welcome-restore">
            Restore from a backup kit
          </ButtonLink>
        </div>
      </div>
    </EntryShell>
  );
}
