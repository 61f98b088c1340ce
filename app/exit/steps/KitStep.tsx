import { openKit, parseKitFile, parseKitText } from "@tandem/client/kit";
import { type FormEvent, useRef, useState } from "react";
import { holdKit } from "../held";
import { Button, Failure, Field, Heading } from "../ui";
import { useWork } from "../useWork";

/** First the backup kit: its file or the text of its sheet, and its code. */
export function KitStep({ onDone }: { readonly onDone: () => void }) {
  const [source, setSource] = useState<"file" | "sheet">("file");
  const form = useRef<HTMLFormElement>(null);
  const work = useWork();

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    void work.run(async () => {
      const file = data.get("kit");
      const kit =
        file instanceof File
          ? parseKitFile(new Uint8Array(await file.arrayBuffer()))
          : parseKitText(String(data.get("sheet") ?? ""));
      holdKit(await openKit({ kit, code: String(data.get("code") ?? "") }));
      form.current?.reset();
      onDone();
    });
  }

  return (
    <form ref={form} onSubmit={submit}>
      <Heading>Open your backup kit</Heading>
      <p>
        This page works without the wallet's server. Your backup kit and your device together sign for your account.
        Nothing you enter here is sent anywhere.
      </p>
      <div className="choice" role="radiogroup" aria-label="Where your kit is">
        {(["file", "sheet"] as const).map((value) => (
          <label key={value}>
            <input type="radio" name="source" checked={source === value} onChange={() => setSource(value)} />
            {value === "file" ? "I have the file" : "I have the printed sheet"}
          </label>
        ))}
      </div>
      {source === "file" ? (
        <Field label="Backup kit file" name="kit" type="file" required />
      ) : (
        <div className="field">
          <label htmlFor="sheet">Lines of the sheet</label>
          <textarea id="sheet" name="sheet" rows={12} required spellCheck={false} autoComplete="off" />
        </div>
      )}
      <Field label="Code of the kit" name="code" required hint="Seven groups of five characters." />
      <Failure error={work.error} />
      <Button type="submit" busy={work.busy}>
        Open the kit
      </Button>
    </form>
  );
}
