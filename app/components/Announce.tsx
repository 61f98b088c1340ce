/** Says a change aloud to screen readers, without showing it. Mount it before there is something to say. */
export function Announce({ children }: { readonly children: string }) {
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {children}
    </p>
  );
}
