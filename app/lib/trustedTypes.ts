/**
 * Runs before any other script. The one Trusted Types policy lets our own built files and the service worker load and nothing else: a string
 * that reaches a script sink any other way throws. zod must not probe for `eval` (that would be a policy violation),
 * which it reads from this global before its first schema is made.
 */
export const trustedTypesScript = `globalThis.__zod_globalConfig={jitless:true};
globalThis.trustedTypes&&trustedTypes.createPolicy("default",{createScriptURL(value){
const url=new URL(value,location.origin);
if(url.origin===location.origin&&(url.pathname.startsWith("/_next/static/")||url.pathname==="/sw.js"))return value;
throw new TypeError("Refused to load a script from outside this wallet");}});`;
