import { Eye, EyeOff, Hand } from "lucide-react";
import type { ReactNode } from "react";
import { PageShell } from "@/components/PageShell";
import { EntryBack } from "@/features/operator/EntryBack";

type List = { readonly title: string; readonly icon: ReactNode; readonly rows: readonly (readonly [string, string])[] };

const icon = "size-5 text-accent";
const lists: readonly List[] = [
  {
    title: "What the operator sees",
    icon: <Eye aria-hidden="true" className={icon} />,
    rows: [
      ["Your wallet’s name and address", "The name is the one you chose; use any."],
      ["Every payment you ask it to co-sign", "Recipient, asset, amount and time. It has to, to check your rules."],
      ["What you have received", "It reads the same public chain as everybody."],
      ["Your devices", "The name of the browser and system, when it was added and last used."],
      ["Your network address", "As every web server does, while you use the wallet."],
      ["The public half of your passkeys", "It identifies you to this server and to nobody else."],
    ],
  },
  {
    title: "What it never sees",
    icon: <EyeOff aria-hidden="true" className={icon} />,
    rows: [
      ["Your device’s part of the key", "It keeps a sealed copy, if you allowed it. Only your passkey opens it."],
      ["Your fingerprint, face, screen lock or password", "They never leave your device."],
      [
        "Other wallets and sites you use",
        "This page speaks to no one but its own server and the network it shows you.",
      ],
    ],
  },
  {
    title: "What it can and cannot do",
    icon: <Hand aria-hidden="true" className={icon} />,
    rows: [
      ["It cannot move your money", "One part of the key signs nothing. Each payment needs your passkey."],
      [
        "It can refuse to sign",
        "If it stops, payments stop. A backup kit or guardians, once you set them up, bring you out without it.",
      ],
      ["It pays your network fees", "Within a daily budget. When that is used up, you can pay them yourself."],
      [
        "It cannot widen your limits quietly",
        "Each signature carries the rules you saw; another set of rules does not fit.",
      ],
    ],
  },
];

/** One page, in plain words. */
export function Operator() {
  return (
    <PageShell title="What the operator can see">
      <p className="-mt-3 text-lg text-muted leading-relaxed">
        Your account is shared between this device and a server that co-signs. Here is what that means for your privacy.
      </p>
      {lists.map(({ title, icon: mark, rows }) => (
        <section key={title} aria-label={title} className="flex flex-col gap-2">
          <h2 className="flex items-center gap-2.5 font-semibold">
            {mark}
            {title}
          </h2>
          <dl className="divide-y divide-line">
            {rows.map(([term, text]) => (
              <div key={term} className="flex flex-col gap-0.5 py-3">
                <dt className="font-medium text-[0.9375rem]">{term}</dt>
                <dd className="text-muted text-sm leading-relaxed">{text}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <EntryBack />
    </PageShell>
  );
}
