import { ButtonAnchor, ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { exitPath } from "@/lib/exitPath";

/** The key was made on this device, without the server: what that means, and the ways on. */
export function SoloNotice({ className }: { readonly className?: string }) {
  return (
    <Notice
      tone="caution"
      title="This account is now held by this device alone"
      {...(className && { className })}
      data-testid="solo-notice"
      actions={
        <>
          <ButtonLink href="/server-key" size="small" data-testid="solo-server-key">
            Make a key with our server
          </ButtonLink>
          <ButtonAnchor href={exitPath} size="small" variant="secondary">
            Open the page that sends
          </ButtonAnchor>
        </>
      }
    >
      Its key was made here while our server did not answer, and our server has no part of it. To send, open this device
      and the kit of this key together, on the page that works without the server. Once our server answers, make a key
      with it: then this wallet can send again.
    </Notice>
  );
}
