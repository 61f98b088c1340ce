"use client";

import type { Kit } from "@tandem/client";
import { Camera, FileKey, Keyboard } from "lucide-react";
import { useRef, useState } from "react";
import { QrScanner } from "@/components/QrScanner";
import { Button } from "@/components/ui/Button";
import { Field, inputLook } from "@/components/ui/Field";
import { ErrorNotice } from "@/features/errors";

export type KitSourceProps = { readonly onKit: (kit: Kit) => void };

/** Where the kit comes from: its file, the camera, a picture of the sheet, or the sheet's lines typed. */
export function KitSource({ onKit }: KitSourceProps) {
  const [way, setWay] = useState<"choose" | "scan" | "type">("choose");
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const file = useRef<HTMLInputElement>(null);

  const read = async (parse: () => Promise<Kit>) => {
    setFailure(undefined);
    setBusy(true);
    try {
      onKit(await parse());
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const readFile = (chosen: File | undefined) => {
    if (chosen) void read(async () => (await import("@/features/kit/readKit")).readKitFile(chosen));
  };
  const readText = (text: string) => read(async () => (await import("@/features/kit/kitCrypto")).parseKitText(text));

  if (way === "scan")
    return (
      <QrScanner
        hint="Hold the sheet so that the whole QR code is in the picture."
        otherwise="Allow it in your browser’s settings for this page, or take a picture of the sheet and choose it as the file."
        onText={(text) => void readText(text)}
        onLeave={() => setWay("choose")}
      >
        {failure ? <ErrorNotice error={failure} /> : null}
      </QrScanner>
    );
  if (way === "type")
    return (
      <TypeSheet
        busy={busy}
        failure={failure}
        onText={(text) => void readText(text)}
        onLeave={() => setWay("choose")}
      />
    );
  return (
    <div className="flex flex-col gap-3">
      <input
        ref={file}
        type="file"
        accept=".json,application/json,image/*"
        className="sr-only"
        tabIndex={-1}
        aria-label="File of the kit, or a picture of the sheet"
        onChange={(event) => {
          readFile(event.target.files?.[0]);
          event.target.value = "";
        }}
        data-testid="kit-file"
      />
      <Button
        size="large"
        block
        busy={busy}
        icon={<FileKey aria-hidden="true" className="size-5" />}
        onClick={() => file.current?.click()}
      >
        Choose the file
      </Button>
      <Button
        size="large"
        block
        variant="secondary"
        icon={<Camera aria-hidden="true" className="size-5" />}
        onClick={() => {
          setFailure(undefined);
          setWay("scan");
        }}
      >
        Scan the sheet
      </Button>
      <Button
        size="large"
        block
        variant="secondary"
        icon={<Keyboard aria-hidden="true" className="size-5" />}
        onClick={() => {
          setFailure(undefined);
          setWay("type");
        }}
      >
        Type the sheet
      </Button>
      <p className="text-muted text-sm">A picture of the sheet works too: choose it as the file.</p>
      {failure ? <ErrorNotice error={failure} /> : null}
    </div>
  );
}

type TypeSheetProps = {
  readonly busy: boolean;
  readonly failure: unknown;
  readonly onText: (text: string) => void;
  readonly onLeave: () => void;
};

function TypeSheet({ busy, failure, onText, onLeave }: TypeSheetProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  return (
    <form
      className="flex flex-1 flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        onText(area.current?.value ?? "");
      }}
    >
      <Field label="Lines of the sheet" hint="12 lines of 24 characters. Capitals and spaces do not matter.">
        {(attributes) => (
          <textarea
            {...attributes}
            ref={area}
            rows={12}
            autoComplete="off"
            autoCapitalize="characters"
            autoCorrect="off"
            spellCheck={false}
            required
            className={`${inputLook} font-mono text-sm uppercase`}
            data-testid="kit-lines"
          />
        )}
      </Field>
      {failure ? <ErrorNotice error={failure} /> : null}
      <div className="mt-auto flex flex-col gap-3">
        <Button type="submit" size="large" block busy={busy}>
          Continue
        </Button>
        <Button variant="ghost" block onClick={onLeave}>
          Choose another way
        </Button>
      </div>
    </form>
  );
}
