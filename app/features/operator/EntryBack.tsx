import { ButtonLink } from "@/components/ui/Button";

/** The page is read by visitors without a wallet too, who have no navigation. */
export function EntryBack() {
  return (
    <ButtonLink href="/" variant="secondary" className="self-start">
      Back to the wallet
    </ButtonLink>
  );
}
