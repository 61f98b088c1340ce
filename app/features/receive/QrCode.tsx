"use client";

import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "@/components/ui/Skeleton";

const quietZone = 2;

/** Drawn here as one path: no image, no inline style, sharp at any size. Always dark on white, for cameras. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const code = useQuery({
    queryKey: ["qr-code", text],
    queryFn: async () => {
      const { create } = await import("qrcode");
      return toPath(create(text, { errorCorrectionLevel: "M" }).modules);
    },
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

function toPath(modules: { readonly size: number; readonly data: Uint8Array }) {
  const { size, data } = modules;
  const cells = [...data.keys()].filter((index) => data[index] === 1);
  return { size, path: cells.map((index) => `M${index % size} ${Math.floor(index / size)}h1v1h-1z`).join("") };
}
