// "Keep this book": installs sw.js when a reader asks for it, and removes it with all that it keeps.
(async () => {
  const main = document.querySelector(".keeping");
  const [keep, remove] = main.querySelectorAll("button");
  const status = main.querySelector("[role=status]");
  const progress = main.querySelector("progress");
  const say = main.dataset;
  const folder = new URL("./", location.href);
  const workers = navigator.serviceWorker;

  const own = `dastan:${document.documentElement.dataset.story}:${folder.pathname}`;

  const show = async (isKept, told) => {
    keep.hidden = isKept;
    remove.hidden = !(await caches.has(own)); // also what is left of an attempt that failed
    progress.hidden = true;
    status.textContent = told;
  };
  const never = location.protocol === "file:" ? say.disk : !isSecureContext ? say.elsewhere : !workers && say.never;
  if (never) {
    status.textContent = never;
    return;
  }

  const registered = async () => {
    const found = await workers.getRegistration(folder);
    return found?.scope === folder.href ? found : null;
  };
  const settled = worker => new Promise((done, fail) => {
    const look = () => {
      if (worker.state === "activated") done();
      if (worker.state === "redundant") fail(new Error("not installed"));
    };
    worker.addEventListener("statechange", look);
    look();
  });

  keep.onclick = async () => {
    keep.hidden = true;
    progress.hidden = false;
    let made;
    try {
      navigator.storage?.persist?.();
      made = await workers.register("sw.js");
    } catch {
      await show(false, navigator.onLine ? say.elsewhere : say.failed);
      keep.hidden = navigator.onLine; // whoever answers here has no such file
      return;
    }
    try {
      await settled(made.installing || made.waiting || made.active);
      show(true, say.kept);
    } catch {
      show(false, say.failed);
    }
  };
  remove.onclick = async () => {
    await (await registered())?.unregister();
    await caches.delete(own);
    show(false, "");
  };
  workers.onmessage = ({ data }) => {
    progress.max = data.of;
    progress.value = data.done;
  };
  const isKept = !!(await registered())?.active;
  show(isKept, isKept ? say.kept : "");
})();
