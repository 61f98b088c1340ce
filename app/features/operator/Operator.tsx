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
      ["Your rules", "Your limits, and the addresses you allow or block. It holds every payment against them."],
      ["Your devices", "The name of the browser and system, when it was added and last used."],
      [
        "Where your alarms go",
        "Your e-mail address, and where your browser takes notifications. Both only if you add them, and until you remove them.",
      ],
      [
        "Guardians you invite",
        "The name you give them, the name they answer with, their wallet’s address or the public half of their passkey, and when they answered.",
      ],
      ["Who asks to recover the account", "The name that person gives, and which guardians agreed."],
      [
        "When you use the wallet, and from where",
        "The time of each request and your network address, as every web server does. It notes the address of who makes a new account for a week, so that nobody takes too many.",
      ],
      ["The public half of your passkeys", "It identifies you to this server and to nobody else."],
      ["The secret behind an app’s codes", "If you set up a second factor. It has to, to check them."],
    ],
  },
  {
    title: "What it never sees",
    icon: <EyeOff aria-hidden="true" className={icon} />,
    rows: [
      ["Your device’s part of the key", "It keeps a sealed copy, if you allowed it. Only your passkey opens it."],
      ["Your fingerprint, face, screen lock or password", "They never leave your device."],
      ["Your contacts and notes", "Where your devices share them, it passes on what only they can open."],
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
