import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export type ListeningSocket = { readonly pid: number; readonly address: string; readonly port: number };

const listenState = "0A";

/** Every TCP socket that a process or one of its descendants listens on (Linux: proc(5)). */
export function listListeningSockets(pid: number): readonly ListeningSocket[] {
  return [pid, ...listDescendants(pid)].flatMap((process) => {
    const inodes = readSocketInodes(process);
    return [...readTable(process, "tcp"), ...readTable(process, "tcp6")]
      .filter(({ state, inode }) => state === listenState && inodes.has(inode))
      .map(({ address, port }) => ({ pid: process, address, port }));
  });
}

/** Processes that a process started, and those they started. */
export function listDescendants(pid: number): readonly number[] {
  const children = readFileOrEmpty(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...listDescendants(child)]);
}

function readSocketInodes(pid: number): ReadonlySet<string> {
  const inodes = new Set<string>();
  for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
    try {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`)) ?? [];
      if (inode) inodes.add(inode);
    } catch {
      // Closed since it was listed.
    }
  }
  return inodes;
}

function readTable(pid: number, table: "tcp" | "tcp6") {
  const lines = readFileOrEmpty(`/proc/${pid}/net/${table}`).trim().split("\n").slice(1);
  return lines.map((line) => {
    const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
    const [address = "", port = ""] = local.split(":");
    return { address: decodeAddress(address), port: Number.parseInt(port, 16), state, inode };
  });
}

/** The kernel prints addresses as 32-bit words in the machine's byte order. */
function decodeAddress(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => [...Buffer.from(word, "hex").reverse()]);
  if (bytes.length === 4) return bytes.join(".");
  return (Buffer.from(bytes).toString("hex").match(/.{4}/g) ?? []).join(":");
}

function readFileOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // The process is gone.
  }
}
