import { type ReactNode, useId } from "react";

export type SectionProps = { readonly title: string; readonly text?: ReactNode; readonly children?: ReactNode };

export function Section({ title, text, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <div>
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {text ? <p className="mt-1 text-muted text-sm leading-relaxed">{text}</p> : null}
      </div>
      {children}
    </section>
  );
}

/** A quiet card inside a section. */
export function Card({ children }: { readonly children: ReactNode }) {
  return <div className="rounded-2xl bg-surface px-4 ring-1 ring-line">{children}</div>;
}
