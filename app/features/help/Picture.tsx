import type { ReactNode } from "react";
import type { PictureName } from "@/features/help/guide";

export type PictureProps = { readonly name: PictureName; readonly alt: string };

/** A line drawing in the colours of the theme. */
export function Picture({ name, alt }: PictureProps) {
  return (
    <svg
      viewBox="0 0 200 96"
      role="img"
      aria-label={alt}
      fill="none"
      strokeWidth="2.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="h-auto w-full max-w-[17rem] stroke-ink"
    >
      {drawings[name]}
    </svg>
  );
}

type At = { readonly x: number; readonly y?: number };

const soft = "fill-accent-soft";
const strong = "stroke-accent";
const faint = "stroke-muted";

function Phone({ x, y = 10 }: At) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width="42" height="76" rx="8" className="fill-surface" />
      <path d="M17 67h8" className={faint} />
    </g>
  );
}

function Server({ x, y = 18 }: At) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width="56" height="26" rx="6" className="fill-surface" />
      <rect y="32" width="56" height="26" rx="6" className="fill-surface" />
      <path d="M10 13h.1M10 45h.1" className={strong} strokeWidth="5" />
      <path d="M22 13h22M22 45h22" className={faint} />
    </g>
  );
}

/** A half of the key: the ring. */
function Ring({ x, y = 48 }: At) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <circle r="9" className={`${soft} ${strong}`} />
      <path d="M9 0h10M15 0v5" className={strong} />
    </g>
  );
}

function Sheet({ x, y = 8 }: At) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <path d="M6 0h38l14 14v60a6 6 0 0 1-6 6H6a6 6 0 0 1-6-6V6a6 6 0 0 1 6-6Z" className="fill-surface" />
      <path d="M44 0v14h14" />
      <rect x="12" y="26" width="22" height="22" rx="2" className={`${soft} ${strong}`} />
      <path d="M19 33h.1M27 33h.1M19 41h.1M27 41h.1" className={strong} strokeWidth="4.5" />
      <path d="M12 58h34M12 67h24" className={faint} />
    </g>
  );
}

function Person({ x, y = 20, accent = false }: At & { readonly accent?: boolean }) {
  const look = accent ? `${soft} ${strong}` : "fill-surface";
  return (
    <g transform={`translate(${x} ${y})`}>
      <path d="M-19 56c0-13 8-22 19-22s19 9 19 22Z" className={look} />
      <circle cy="14" r="12" className={look} />
    </g>
  );
}

function Cross({ x, y = 48, size = 14 }: At & { readonly size?: number }) {
  return (
    <path
      d={`M${x - size} ${y - size}l${2 * size} ${2 * size}M${x + size} ${y - size}l${-2 * size} ${2 * size}`}
      className="stroke-danger"
      strokeWidth="4"
    />
  );
}

function Arrow({ x, y = 48, length = 26 }: At & { readonly length?: number }) {
  return <path d={`M${x} ${y}h${length}m-8 -7l8 7l-8 7`} className={strong} />;
}

function Words({ x, y = 26 }: At) {
  return (
    <g transform={`translate(${x} ${y})`} className={strong}>
      <path d="M0 0h12M0 11h12M0 22h12M18 0h12M18 11h12M18 22h12" strokeWidth="4" />
    </g>
  );
}

const drawings: Record<PictureName, ReactNode> = {
  halves: (
    <>
      <Phone x={22} />
      <Ring x={40} y={42} />
      <path d="M72 48h10m8 0h10" className={strong} />
      <Server x={108} />
      <Ring x={180} y={48} />
    </>
  ),
  kit: (
    <>
      <Sheet x={28} />
      <path d="M102 20v56" className={faint} strokeDasharray="2 8" />
      <g transform="translate(120 32)">
        <rect width="62" height="32" rx="6" className="fill-surface" />
        <path d="M10 16h8m6 0h8m6 0h8" className={strong} strokeWidth="5" />
      </g>
    </>
  ),
  friends: (
    <>
      <Person x={42} y={4} accent />
      <Person x={100} y={4} />
      <Person x={158} y={4} accent />
      <Ring x={38} y={82} />
      <path d="M68 82h70" className={strong} strokeDasharray="2 8" />
      <Ring x={154} y={82} />
    </>
  ),
  "new-phone": (
    <>
      <Phone x={24} />
      <Cross x={45} />
      <Arrow x={84} />
      <Phone x={130} />
      <Ring x={146} y={44} />
    </>
  ),
  passkey: (
    <>
      <Phone x={22} />
      <g transform="translate(31 38)">
        <rect width="24" height="20" rx="4" className="fill-sunken" />
        <path d="M5 0v-5a7 7 0 0 1 14 0v5" />
      </g>
      <path d="M70 36c12-14 30-14 42 2m-11-2l11 2l1-11" className={strong} />
      <Sheet x={122} />
    </>
  ),
  wait: (
    <>
      <circle cx="100" cy="48" r="34" className="fill-surface" />
      <path d="M100 28v20l13 10" className={strong} />
    </>
  ),
  "no-server": (
    <>
      <path
        d="M78 40a12 12 0 0 1 1-24a17 17 0 0 1 33-3a14 14 0 0 1 12 27Z"
        className="fill-surface"
        strokeDasharray="3 7"
      />
      <Cross x={101} y={26} size={9} />
      <g transform="translate(18 10) scale(0.86)">
        <Phone x={0} y={10} />
      </g>
      <g transform="translate(138 14) scale(0.86)">
        <Sheet x={0} />
      </g>
      <path d="M62 68h14m10 0h10m10 0h20" className={strong} />
    </>
  ),
  export: (
    <>
      <Sheet x={24} />
      <path d="M100 12v72" className={faint} strokeDasharray="2 8" />
      <g transform="translate(118 8)">
        <path d="M6 0h38l14 14v60a6 6 0 0 1-6 6H6a6 6 0 0 1-6-6V6a6 6 0 0 1 6-6Z" className="fill-surface" />
        <path d="M44 0v14h14" />
        <path d="M12 58h34M12 67h24" className={faint} />
      </g>
      <Ring x={140} y={40} />
    </>
  ),
  invite: (
    <>
      <Phone x={26} />
      <g transform="translate(32 30)">
        <rect width="30" height="18" rx="6" className={`${soft} ${strong}`} />
        <path d="M8 9h14" className={strong} />
      </g>
      <Arrow x={84} />
      <g transform="translate(122 26)">
        <rect width="60" height="42" rx="7" className="fill-surface" />
        <circle cx="17" cy="21" r="7" className={`${soft} ${strong}`} />
        <path d="M32 16h18M32 26h12" className={faint} />
      </g>
    </>
  ),
  compare: (
    <>
      <Person x={36} y={30} accent />
      <Person x={164} y={30} />
      <Words x={64} y={16} />
      <Words x={106} y={16} />
      <path d="M66 62c12 14 56 14 68 0" className={faint} strokeDasharray="2 8" />
    </>
  ),
  never: (
    <>
      <Sheet x={30} />
      <g transform="translate(118 12)">
        <path d="M22 0h24l17 17v24L46 58H22L5 41V17Z" className="fill-danger-soft stroke-danger" />
        <path d="M24 20l20 18M44 20L24 38" className="stroke-danger" />
      </g>
    </>
  ),
};
