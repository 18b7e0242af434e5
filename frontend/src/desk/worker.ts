import { addPlugins, cleanupOutdatedCaches, precacheAndRoute } from "workbox-precaching";

/** The service worker: the page and its few files, kept for weeks without a signal. The house
 *  writes `TUSACH_FILES` before this program: each address with the sum of its contents. */

declare const self: {
  TUSACH_FILES: { url: string; revision: string }[];
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(type: "install" | "activate", heard: (event: { waitUntil(done: Promise<unknown>): void }) => void): void;
};

// Kept for whoever asks: the same bytes whatever language or cookie the browser sends along.
addPlugins([
  {
    cacheWillUpdate: async ({ response }) => {
      if (response.status !== 200) return null;
      const headers = new Headers(response.headers);
      headers.delete("Vary");
      return new Response(response.body, { status: 200, headers });
    },
  },
]);
precacheAndRoute(self.TUSACH_FILES, { ignoreURLParametersMatching: [/.*/] });
cleanupOutdatedCaches();
self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
