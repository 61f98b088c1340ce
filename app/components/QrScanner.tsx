"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";

export type QrScannerProps = {
  /** What to hold before the camera. */
  readonly hint: string;
  /** What to do where there is no camera, or it is refused. */
  readonly otherwise: string;
  /** Called for each QR code that is read, until the caller takes the scanner away. */
  readonly onText: (text: string) => void;
  readonly onLeave: () => void;
  /** What was wrong with the code that was read. */
  readonly children?: ReactNode;
};

const frameMilliseconds = 200;

/** The camera, looking for a QR code. Frames stay in this page. */
export function QrScanner({ hint, otherwise, onText, onLeave, children }: QrScannerProps) {
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
      const { decodeFrame } = await import("@/lib/decodeFrame");
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
          {otherwise}
        </Notice>
      ) : (
        <>
          <p className="text-muted">{hint}</p>
          <video ref={video} muted playsInline className="aspect-square w-full rounded-3xl bg-sunken object-cover" />
        </>
      )}
      {children}
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
