// The first screen: opens the first picture while the engine loads. Opened pictures are kept in the browser for the next visit.
import { byId, setText } from "./dom.js";
import { call } from "./api.js";
import { addPictures, listenForPictures } from "./adding.js";
import { loading } from "./transport.js";

/** Maximum number and bytes of kept pictures. */
const mostKept = 8, mostBytes = 100e6;

const samples = new Set(["rocket.jpg", "sprites.jpg", "nuclei.png"]);

/** A browser has neither programs nor paths. */
export const advice = {
  large: "Use the command for it.",
  unreadable: "This browser cannot read the file. Save it as PNG or JPEG and open that, or use the command.",
};

const inCache = name => new URL(`kept/${encodeURIComponent(name)}`, document.baseURI).href;

/** Keeps an opened picture for the next visit. The oldest ones give way. */
export async function keep(file) {
  if (samples.has(file.name)) return;
  if (!globalThis.caches) throw new Error("the browser keeps files only for addresses with HTTPS");
  if (file.size > mostBytes) throw new Error("it is too large");
  const cache = await caches.open("pictures"), key = inCache(file.name);
  await cache.delete(key);
  await cache.put(key, new Response(file, { headers: { "x-bytes": file.size } }));
  let bytes = 0;
  for (const [i, request] of (await cache.keys()).reverse().entries()) {
    bytes += Number((await cache.match(request)).headers.get("x-bytes"));
    if (i >= mostKept || bytes > mostBytes) await cache.delete(request);
  }
}

async function find(name) {
  const kept = await globalThis.caches?.match(inCache(name), { cacheName: "pictures" });
  if (kept) return new File([await kept.blob()], name);
  return samples.has(name) ? new File([await (await fetch(name)).blob()], name) : null;
}

/** Yields the pictures of earlier visits, the newest first. */
export async function* earlier() {
  if (!globalThis.caches) return;
  const cache = await caches.open("pictures");
  for (const request of (await cache.keys()).reverse()) {
    yield new File([await (await cache.match(request)).blob()], decodeURIComponent(request.url.split("/").at(-1)));
  }
}

const wanted = () => decodeURIComponent(location.hash.slice(1).split("?")[0].split("/")[2] ?? "");

/** Returns the session with the first picture: the one that the address names, or one that the user opens. */
export function arrive() {
  return new Promise(resolve => {
    const note = text => setText("welcome-note", text);
    let isOpening = false;
    const take = async files => {
      if (isOpening) return;
      isOpening = true;
      note("");
      byId("loading").hidden = false;
      setText("loading-label", `Opening ${files.at(-1).name}…`);
      let session = null;
      const faults = await addPictures(files, added => { session = added; });
      isOpening = false;
      if (session) return resolve({ ...session, faults });
      byId("loading").hidden = true;
      note(faults);
    };
    const look = async () => {
      const name = wanted(), file = name && await find(name).catch(() => null);
      if (file) take([file]);
      else if (name) note(`${name} is not kept in this browser. Open it again; the options are still chosen.`);
    };
    byId("welcome-open").onclick = () => byId("add").click();
    for (const button of document.querySelectorAll("[data-sample]")) {
      button.onclick = async () => {
        const { sample, opens } = button.dataset;
        if (!location.hash.slice(1)) history.replaceState(null, "", `#${opens}/Default/${sample}`);
        take([await find(sample)]);
      };
    }
    addEventListener("hashchange", () => document.body.classList.contains("open") || look());
    listenForPictures(take);
    loading.onchange = share => { byId("engine").value = share; };
    call("api/session").then(() => {
      if (!isOpening) byId("loading").hidden = true;
      document.documentElement.classList.add("ready");
    }, error => note(error.text));
    look();
  });
}
