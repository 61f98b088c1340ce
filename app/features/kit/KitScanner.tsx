"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";

export type KitScannerProps = {
  /** Called for each QR code that is read, until the caller takes the scanner away. */
  readonly onText: (text: string) => void;
  readonly onLeave: () => void;
  readonly failure: unknown;
};

const frameMilliseconds = 200;

/** The camera, looking for the sheet's QR code. Frames stay in this page. */
export function KitScanner({ onText, onLeave, failure }: KitScannerProps) {
  const video = useRef<HTMLVideoElement>(null);
  const found = useRef(onText);
  found.current = onText;
  const [refused, setRefused] = useState(false);

  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    let last = "";
    const look = async () => {
      const { decodeFrame } = await import("@/features/kit/decodeImage");
      const element = video.current;
      if (ended || !element) return;
      const text = decodeFrame(element, element.videoWidth, element.videoHeight);
      if (text !== undefined && text !== last) {
        last = text;
        found.current(text);
      }
      timer = setTimeout(look, frameMilliseconds);
    };
    const start = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
        if (ended || !video.current) return stop(stream);
        video.current.srcObject = stream;
        await video.current.play();
        await look();
      } catch {
        if (!ended) setRefused(true);
      }
    };
    void start();
    return () => {
      ended = true;
      clearTimeout(timer);
      stop(stream);
    };
  }, []);

  return (
    <div className="flex flex-1 flex-col gap-5">
      {refused ? (
        <Notice announce tone="caution" title="The camera cannot be used">
          Allow it in your browser’s settings for this page, or take a picture of the sheet and choose it as the file.
        </Notice>
      ) : (
        <>
          <p className="text-muted">Hold the sheet so that the whole QR code is in the picture.</p>
          <video ref={video} muted playsInline className="aspect-square w-full rounded-3xl bg-sunken object-cover" />
        </>
      )}
      {failure ? <ErrorNotice error={failure} /> : null}
      <div className="mt-auto">
        <Button variant="secondary" size="large" block onClick={onLeave}>
          Choose another way
        </Button>
      </div>
    </div>
  );
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
