import { EntryShell } from "@/components/EntryShell";
import { PageHeading } from "@/components/PageHeading";
import { ButtonLink } from "@/components/ui/Button";

export default function NotFound() {
  return (
    <EntryShell>
      <div className="flex animate-rise flex-col gap-8">
        <div className="flex flex-col gap-2">
          <PageHeading className="text-3xl">There is nothing here</PageHeading>
          <p className="text-muted">The link may be old, or have a typing error.</p>
        </div>
        <ButtonLink href="/" size="large" block>
          Open the wallet
        </ButtonLink>
      </div>
    </EntryShell>
  );
}
