"use client";

import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "@/components/ui/Skeleton";
import { qrPath } from "@/lib/qrPath";

const quietZone = 2;

/** Drawn here as one path: no image, no inline style, sharp at any size. Always dark on white, for cameras. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const code = useQuery({
    queryKey: ["qr-code", text],
    queryFn: () => qrPath(text),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!code.data) return <Skeleton className="aspect-square w-full max-w-60" />;
  const size = code.data.size + 2 * quietZone;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${-quietZone} ${-quietZone} ${size} ${size}`}
      shapeRendering="crispEdges"
      className="aspect-square w-full max-w-60 animate-fade rounded-2xl bg-white"
    >
      <path d={code.data.path} fill="#171714" />
    </svg>
  );
}
