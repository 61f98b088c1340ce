import { ArrowDown } from "lucide-react";
import { ButtonLink } from "@/components/ui/Button";

export function ReceiveLink() {
  return (
    <ButtonLink
      href="/receive"
      size="large"
      variant="secondary"
      icon={<ArrowDown aria-hidden="true" className="size-5" />}
      data-testid="home-receive"
    >
      Receive
    </ButtonLink>
  );
}
