// Keeps the page that works without the server (exit.html) in this browser, and nothing else. The wallet itself always
// comes from the network; when that is gone, every address of the wallet answers with the kept page.
const cacheName = "tandem-exit-v1";
const page = "/exit.html";

async function keep() {
  const cache = await caches.open(cacheName);
  const answer = await fetch(page, { cache: "no-cache" });
  if (answer.ok) await cache.put(page, answer);
}

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("message", (event) => {
  if (event.data === "keep") event.waitUntil(keep().catch(() => undefined));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode !== "navigate" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(answer(request));
});

/** The network's answer; the kept page where there is none, or only a gateway's word that the wallet is not there. */
async function answer(request) {
  try {
    const response = await fetch(request);
    if (![502, 503, 504].includes(response.status)) return response;
    return (await kept()) ?? response;
  } catch (error) {
    const page = await kept();
    if (page) return page;
    throw error;
  }
}

async function kept() {
  const cache = await caches.open(cacheName);
  return cache.match(page);
}

// Alarms by web push. The message is shown as it came; a tap opens the wallet and changes nothing by itself.
self.addEventListener("push", (event) => {
  let alarm = {};
  try {
    alarm = event.data.json();
  } catch {
    // Shown without words rather than not at all.
  }
  const title = typeof alarm.title === "string" ? alarm.title : "Something happened in your wallet";
  const body = typeof alarm.body === "string" ? alarm.body : "Open the wallet to see it.";
  const tag = typeof alarm.tag === "string" ? alarm.tag : "alarm";
  event.waitUntil(
    self.registration.showNotification(title, { body, tag, icon: "/icon.svg", requireInteraction: true }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow("/alarms"));
});
