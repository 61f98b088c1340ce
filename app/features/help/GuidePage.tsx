import { PageShell } from "@/components/PageShell";
import { ButtonLink } from "@/components/ui/Button";
import type { Chapter, Guide, Line } from "@/features/help/guide";
import { Picture } from "@/features/help/Picture";
import { PrintButton } from "@/features/help/PrintButton";

export type GuidePageProps = {
  readonly guide: Guide;
  readonly other: { readonly href: string; readonly title: string };
};

/** A guide: chapters with a picture each, to read here or on paper. */
export function GuidePage({ guide, other }: GuidePageProps) {
  return (
    <PageShell title={guide.title}>
      <p className="-mt-3 text-lg text-muted leading-relaxed">{guide.text}</p>
      <nav aria-label="Contents" className="print:hidden">
        <ul className="flex flex-col gap-2">
          {guide.chapters.map(({ id, title }) => (
            <li key={id}>
              <a href={`#${id}`} className="rounded-md underline decoration-line underline-offset-4 hover:text-muted">
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {guide.chapters.map((chapter) => (
        <ChapterPart key={chapter.id} {...chapter} />
      ))}
      <div className="flex flex-wrap gap-3 print:hidden">
        <PrintButton />
        <ButtonLink href={other.href} variant="secondary">
          {other.title}
        </ButtonLink>
        <ButtonLink href="/" variant="secondary">
          Back to the wallet
        </ButtonLink>
      </div>
    </PageShell>
  );
}

function ChapterPart({ id, title, picture, alt, text, steps }: Chapter) {
  return (
    <section
      aria-labelledby={id}
      className="flex break-inside-avoid flex-col gap-4 border-line border-t pt-7 first-of-type:border-0 first-of-type:pt-0"
    >
      <h2 id={id} className="scroll-mt-6 font-semibold text-xl tracking-tight">
        {title}
      </h2>
      <Picture name={picture} alt={alt} />
      <p className="leading-relaxed">{text}</p>
      {steps ? (
        <ol className="flex list-decimal flex-col gap-2 ps-5 leading-relaxed marker:text-muted">
          {steps.map((line) => (
            <li key={line.map(toText).join("")}>
              <Words line={line} />
            </li>
          ))}
        </ol>
      ) : null}
    </section>
  );
}

const toText = (part: Line[number]) => (typeof part === "string" ? part : part.press);

function Words({ line }: { readonly line: Line }) {
  return line.map((part) =>
    typeof part === "string" ? (
      part
    ) : (
      <strong key={part.press} className="font-semibold">
        {part.press}
      </strong>
    ),
  );
}
