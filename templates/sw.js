// The book, kept on a reader's device once they asked for it (keep.html): a service worker.
//
// Pages come from the network while there is one, so nothing is older than the site, and from what
// is kept where it is missing, or too slow. Files whose names tell what is in them come from what
// is kept at once. When the site changes, this file does: the browser then installs it anew, which
// fetches what is new and drops what is gone.
const PATIENCE = 3000; // ms that a page may take when it is kept
const AT_ONCE = 6; // files that are fetched side by side
const folder = new URL("./", location.href);
const name = "dastan:" + {{ config.id | tojson }} + ":" + folder.pathname;

// What is kept: pages and the digests of what is in them; none for files that are named by it.
const files = new Map({{ files | tojson }});

// The kept file that an address means, also where the host has taken `.html` away.
const fileOf = url => {
  if (!url.href.startsWith(folder.href)) return undefined;
  try {
    const path = decodeURIComponent(url.pathname.slice(folder.pathname.length)) || "index.html";
    return [path, path + ".html"].find(file => files.has(file));
  } catch {
    return undefined; // no address of ours
  }
};
// The digest in the address passes by every cache that still has the page of yesterday.
const address = file => {
  const url = new URL(file.split("/").map(encodeURIComponent).join("/"), folder);
  url.search = files.get(file);
  return url.href;
};

const keep = async () => {
  const cache = await caches.open(name);
  const wanted = [...files.keys()];
  let done = 0;
  const work = async () => {
    for (let file; (file = wanted.shift()) !== undefined; ) {
      if (!(await cache.match(address(file)))) {
        const response = await fetch(address(file));
        if (!response.ok) throw new Error(file);
        await cache.put(address(file), new Response(response.body, response)); // a copy may answer where redirects may not
      }
      done += 1;
      for (const page of await clients.matchAll({ includeUncontrolled: true })) page.postMessage({ done, of: files.size });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
};

const tidy = async () => {
  const cache = await caches.open(name);
  const known = new Set([...files.keys()].map(address));
  for (const request of await cache.keys()) {
    if (!known.has(request.url)) await cache.delete(request);
  }
};

const kept = async file => (await caches.open(name)).match(address(file));

const fresh = async (request, file) => {
  const late = new Promise(done => setTimeout(done, PATIENCE));
  const asked = fetch(request);
  try {
    const response = await Promise.race([asked, late]);
    if (response && response.status < 500) return response;
  } catch { /* no network */ }
  return (await kept(file)) || asked;
};

addEventListener("install", event => event.waitUntil(keep().then(() => skipWaiting())));
addEventListener("activate", event => event.waitUntil(tidy().then(() => clients.claim())));
addEventListener("fetch", event => {
  const file = event.request.method === "GET" && fileOf(new URL(event.request.url));
  if (!file) return;
  event.respondWith(files.get(file) ? fresh(event.request, file) : kept(file).then(found => found || fetch(event.request)));
});
