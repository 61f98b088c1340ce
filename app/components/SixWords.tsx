/** Six words to read aloud, numbered, in two columns. */
export function SixWords({ words, label }: { readonly words: readonly string[]; readonly label: string }) {
  return (
    <ol aria-label={label} className="grid grid-cols-2 gap-2" data-testid="six-words">
      {words.map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, its place is its name
        <li key={index} translate="no" className="flex gap-2 rounded-xl bg-sunken px-3 py-2.5 font-medium">
          <span aria-hidden="true" className="w-4 text-muted text-sm tabular-nums">
            {index + 1}
          </span>
          {word}
        </li>
      ))}
    </ol>
  );
}
