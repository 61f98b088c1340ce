/** A code that is shown once: its groups numbered, in an order that is easy to copy by hand and to check. */
export function CodeGroups(props: { readonly code: string; readonly label: string; readonly "data-testid"?: string }) {
  const { code, label, ...rest } = props;
  const groups = code.split("-").map((group, index) => ({ group, place: index + 1 }));
  return (
    <ol
      aria-label={label}
      className="grid grid-cols-2 gap-x-4 gap-y-3 rounded-3xl bg-surface p-5 ring-1 ring-line"
      translate="no"
      {...rest}
    >
      {groups.map(({ group, place }) => (
        <li key={place} className="flex items-baseline gap-3">
          <span className="figures w-3 text-faint text-sm">{place}</span>
          <span className="select-none font-mono text-xl tracking-[0.12em]">{group}</span>
        </li>
      ))}
    </ol>
  );
}
