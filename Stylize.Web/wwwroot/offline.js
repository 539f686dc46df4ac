// The service worker: keeps the files of the site, so that it opens without a network.
importScripts("files.js");

const version = Object.entries(files).flat().join();

self.oninstall = event => event.waitUntil((async () => {
  const cache = await caches.open(version);
  await cache.addAll(Object.keys(files).map(file => new Request(file, { cache: "no-cache" })));
  await skipWaiting();
})());

self.onactivate = event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== version && name !== "pictures") await caches.delete(name);
  await clients.claim();
})());

self.onfetch = event => event.respondWith((async () => {
  const { pathname } = new URL(event.request.url), isPage = pathname.endsWith("/");
  return await caches.match(isPage ? "index.html" : event.request, { ignoreSearch: true }) ?? fetch(event.request);
})());
