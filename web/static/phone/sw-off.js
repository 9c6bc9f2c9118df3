// What is served in the service worker's place where working offline is switched off: it removes
// what the worker kept, and itself. What waits to be sent lies elsewhere and stays.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  for (const name of await caches.keys()) {
    if (name.startsWith("lagesbild-")) {
      await caches.delete(name);
    }
  }
  await self.registration.unregister();
}
