"use client";

import type { MadeKit } from "@tandem/client";
import { createPortal } from "react-dom";
import { formatDate } from "@/lib/format";
import type { QrPath } from "@/lib/qrPath";
import { untrustedText } from "@/lib/untrustedText";

const quietZone = 4;

export type KitSheetProps = { readonly sheet: MadeKit["sheet"]; readonly qr: QrPath };

/** The printed page: one sheet of A4 or Letter (see globals.css). On the screen there is nothing of it. */
export function KitSheet({ sheet, qr }: KitSheetProps) {
  const size = qr.size + 2 * quietZone;
  return createPortal(
    <div data-print-sheet="" className="font-sans text-black">
      <header className="flex items-baseline justify-between border-black border-b pb-2">
        <p className="font-semibold text-2xl">Tandem backup kit</p>
        <p className="text-sm">{formatDate(sheet.madeAt)}</p>
      </header>
      <p className="mt-4 text-lg">
        Account: <bdi className="font-semibold">{untrustedText(sheet.accountName)}</bdi>
      </p>
      <div className="mt-4 flex gap-8">
        <svg
          viewBox={`${-quietZone} ${-quietZone} ${size} ${size}`}
          shapeRendering="crispEdges"
          className="size-64 shrink-0"
        >
          <title>QR code of the kit</title>
          <path d={qr.path} fill="#000" />
        </svg>
        <ol className="flex list-decimal flex-col gap-2 ps-4 text-sm leading-snug">
          <li>On a new device open {sheet.origin} and choose “Restore from a backup kit”.</li>
          <li>Scan this QR code, or type the lines below.</li>
          <li>Type the code that you wrote down when you made this kit. It is not on this page.</li>
          <li>Make a new passkey. The lost device is then shut out.</li>
        </ol>
      </div>
      <p className="mt-5 font-semibold text-sm">If no camera can read the QR code</p>
      <ol className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 font-mono text-sm leading-6">
        {sheet.lines.map((line, index) => (
          <li key={line} className="contents">
            <span className="text-end">{index + 1}.</span>
            <span>{line}</span>
          </li>
        ))}
      </ol>
      <p className="mt-5 font-semibold text-sm">If the wallet’s server is gone</p>
      <p className="mt-1 text-sm leading-snug">
        This page then signs only together with a device that has used the account, or with a device export. The kit’s
        file can do more: it also holds the networks, the tokens, the guardians and what your passkey opens on another
        device. Keep the file too.
      </p>
      <p className="mt-5 border-black border-t pt-2 text-sm leading-snug">
        Keep this page and the code in two places. Whoever has both can take over the account. Nobody from Tandem ever
        asks for the code. A newer kit makes this page worthless: destroy it then.
      </p>
    </div>,
    document.body,
  );
}
