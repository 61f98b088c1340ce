import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy } from "@/lib/contentSecurityPolicy";
import { connectHosts } from "@/lib/env";

const hosts = connectHosts();

/** Gives every page its own nonce. Next reads it from the request's policy and puts it on its scripts. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString("base64");
  const policy = contentSecurityPolicy({ nonce, connectHosts: hosts });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/** All but the files that are no pages: each by its whole name, so that nothing that only begins like one is left out. */
export const config = {
  matcher: "/((?!_next/static/|(?:icon\\.svg|icon-maskable\\.svg|manifest\\.webmanifest|exit\\.html|sw\\.js)$).*)",
};
