// A mock without a connection: all questions are loaded once, each answer is sent at once and waits here when
// that fails. The server keeps the time and the key. Without this file every button is a form of its own.
"use strict";
(() => {
  const root = document.getElementById("mock");
  if (!root) return;
  const { base, name } = root.dataset;
  const by = (id) => document.getElementById(id);
  const form = by("asking");
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  let questions = null;
  let current = Number(root.dataset.number) || root.dataset.number;

  // What waits to be sent; in memory where the browser keeps nothing. Removed as soon as it is sent.
  const place = `whichcert ${base}`;
  const queue = {
    kept: [],
    read() {
      if (this.kept.length) return this.kept;
      try {
        return JSON.parse(localStorage.getItem(place) || "[]");
      } catch {
        return [];
      }
    },
    write(events) {
      try {
        if (events.length) localStorage.setItem(place, JSON.stringify(events));
        else localStorage.removeItem(place);
        this.kept = [];
      } catch {
        this.kept = events;
      }
    },
  };

  // Sending

  const MOST = 400;
  const LONGEST_PAUSE = 30000;
  let sending = null;
  let trouble = "";
  let failures = 0;
  let timer = 0;

  function note(deed, number, chosen = []) {
    // By its place in the sitting: the number may be another one when the content changed meanwhile.
    const event = { key: newKey(), deed, item: questions[number - 1].place, chosen, done: Date.now() };
    queue.write([...queue.read(), event]);
    send();
  }

  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  }

  /** Send all that waits; true when nothing waits any more. Two calls at once share one sending. */
  function send(ask = false) {
    sending = sending || sendAll(ask).finally(() => { sending = null; });
    return sending;
  }

  async function sendAll(ask) {
    clearTimeout(timer);
    let asked = !ask;
    while (queue.read().length || !asked) {
      asked = true;
      showSaved();
      const answer = await sendSome(queue.read().slice(0, MOST));
      if (!answer) {
        timer = setTimeout(send, Math.min(LONGEST_PAUSE, 1000 * 2 ** failures));
        failures += 1;
        showSaved();
        return false;
      }
      take(answer);
    }
    showSaved();
    return true;
  }

  async function sendSome(waiting) {
    const events = waiting.map(({ done, ...event }) => ({
      ...event, waited: Math.min(2592000, Math.max(0, (Date.now() - done) / 1000)),
    }));
    try {
      const response = await fetch(`${base}events/`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ events }),
        signal: AbortSignal.timeout(15000),
      });
      if (response.ok) return await response.json();
      trouble = response.status === 503 || response.status === 507 ? "the disk of the server may be full"
        : response.status >= 500 ? "the server is in trouble" : "the server refused; reload this page";
    } catch {
      trouble = "no connection";
    }
    return null;
  }

  function take(answer) {
    const saved = new Set(answer.saved);
    queue.write(queue.read().filter((event) => !saved.has(event.key)));
    if (trouble) say("Connected again.");
    trouble = "";
    failures = 0;
    setClock(answer.seconds_left);
    if (answer.over) over = true;
    if (over && !queue.read().length && root.dataset.number !== "over") location.assign(`${base}result/`);
  }

  function showSaved() {
    const waiting = queue.read();
    const answers = new Set(waiting.filter((one) => one.deed === "answer").map((one) => one.item)).size;
    const line = by("saved");
    const given = questions ? questions.filter((one) => one.chosen.length).length : 0;
    const saved = given === 1 ? "1 answer saved" : `${given} answers saved`;
    const wait = answers === 1 ? "1 answer waits" : `${answers} answers wait`;
    line.classList.toggle("is-waiting", Boolean(trouble));
    if (trouble && answers) {
      const text = `Not saved yet: ${trouble}. ${wait} in this browser and will be sent when it works again.`;
      if (!line.textContent.startsWith("Not saved")) say(text);
      line.textContent = text;
    } else if (trouble) {
      line.textContent = `${saved}. Now: ${trouble}.`;
    } else if (answers) {
      line.textContent = "Saving …";
    } else {
      line.textContent = questions ? `${saved}.` : "Saved.";
    }
  }

  window.addEventListener("online", () => { send(true); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { tick(); send(); } });
  window.addEventListener("beforeunload", (event) => { if (queue.kept.length) event.preventDefault(); });

  // The clock: the server's, counted on here

  const total = Number(root.dataset.minutes) * 60;
  const MARKS = [total / 2, 600, 300, 60].filter((mark) => mark < total);
  let ends = null;
  let left = Infinity;
  let over = false;
  let ending = false;

  function setClock(seconds) {
    if (seconds === null || seconds === undefined || Number.isNaN(seconds)) return;
    ends = Date.now() + seconds * 1000;
    tick();
  }

  function tick() {
    if (ends === null || !by("clock")) return;
    const now = Math.max(0, (ends - Date.now()) / 1000);
    const passed = MARKS.filter((mark) => now <= mark && mark < left);
    if (passed.length && left !== Infinity) say(spoken(Math.min(...passed)));
    left = now;
    show(by("clock"), shown(now));
    by("clock").classList.toggle("is-short", now <= 300);
    if (now === 0 && !over && !ending) end();
  }

  function shown(seconds) {
    if (seconds > 300) return `${Math.ceil(seconds / 60)}\u00a0min left`;
    const whole = Math.ceil(seconds);
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")} left`;
  }

  function spoken(mark) {
    const minutes = mark / 60;
    const words = minutes === 1 ? "1 minute" : `${Number(minutes.toFixed(1))} minutes`;
    return mark === total / 2 ? `Half of the time is over, ${words} left.` : `${words} left.`;
  }

  function end() {
    ending = true;
    form.hidden = by("all").hidden = by("keys").hidden = true;
    by("ended").hidden = false;
    show(by("heading"), "Your time is over");
    document.title = `Your time is over: mock ${name} – whichcert`;
    by("ended-text").textContent = "What you answered in time counts. The result opens by itself when all is sent.";
    say("Your time is over.");
    by("heading").focus();
    askWhether();
  }

  /** The server decides whether the time is over; when its clock says no, go on. */
  async function askWhether() {
    const sent = await send(true);
    if (over) return;
    if (left > 1 && questions) {
      ending = false;
      arrive();
    } else {
      setTimeout(askWhether, sent ? 1000 : 5000);
    }
  }

  function say(text) {
    if (by("said")) by("said").textContent = text;
  }

  function show(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  // The page after the end: send what waits, then open the result

  if (root.dataset.number === "over") {
    const opening = by("opening");
    send().then((done) => { if (done) opening.submit(); });
    opening.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await send()) opening.submit();
    });
    return;
  }

  // Showing questions without loading pages

  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  function render() {
    const question = questions[current - 1];
    by("ended").hidden = true;
    form.hidden = !question;
    by("all").hidden = Boolean(question);
    by("keys").hidden = !question;
    by("progress").value = questions.filter(isAnswered).length;
    const heading = question ? `Question ${question.number} of ${questions.length}` : "Overview";
    show(by("heading"), heading);
    document.title = `${heading}: mock ${name} – whichcert`;
    if (question) renderQuestion(question);
    else renderAll();
  }

  function renderQuestion(question) {
    form.action = `${base}${question.number}/`;
    by("question").replaceChildren(...question.stem.map((line) => element("p", {}, line)));
    const options = form.querySelector(".options");
    options.className = "options";
    options.replaceChildren(
      element("legend", { className: "wanted" }, question.wanted),
      ...question.options.map((text, at) => element(
        "label", { className: "option" },
        element("input", {
          type: question.kind === "multiple" ? "checkbox" : "radio", name: "option", value: at,
          checked: question.chosen.includes(at), ...(at ? {} : { id: "option" }),
        }),
        letter(at),
        element("span", {}, text),
      )),
    );
    by("previous").hidden = question.number === 1;
    showBookmark(question);
  }

  function letter(at) {
    const made = element("span", { className: "letter" }, "ABCDEFGHI"[at]);
    made.setAttribute("aria-hidden", "true");
    return made;
  }

  function showBookmark(question) {
    show(by("bookmark"), question.bookmarked ? "Remove bookmark" : "Bookmark");
  }

  const isAnswered = (question) => question.chosen.length === question.choose;

  function standing(question) {
    const { chosen, choose } = question;
    const words = isAnswered(question) ? "answered"
      : chosen.length ? `open, ${chosen.length} of ${choose} chosen` : "open";
    return question.bookmarked ? `${words}, bookmarked` : words;
  }

  function renderAll() {
    const answered = questions.filter(isAnswered).length;
    const marked = questions.filter((one) => one.bookmarked).length;
    by("counts").textContent
      = `${answered} answered, ${questions.length - answered} open, ${marked} bookmarked.`;
    by("overview").replaceChildren(...questions.map((question) => element("li", {}, element(
      "a", { href: `${base}${question.number}/`, className: isAnswered(question) ? "is-answered" : "" },
      `${question.number} `, element("span", {}, standing(question)),
    ))));
  }

  function go(target) {
    if (current !== "all") note("leave", current);
    current = target > questions.length ? "all" : target === "all" ? "all" : Math.max(1, target);
    history.pushState(null, "", `${base}${current}/`);
    arrive();
  }

  function arrive() {
    render();
    showSaved();
    by("heading").focus({ preventScroll: true });
    window.scrollTo({ top: 0, behavior: "instant" });
  }

  window.addEventListener("popstate", () => {
    const [, part] = location.pathname.match(/\/(\d+|all)\/$/) || [];
    if (!questions || !part || over || ending) return;
    if (current !== "all") note("leave", current);
    current = part === "all" ? "all" : Number(part);
    arrive();
  });

  function choose() {
    const question = questions[current - 1];
    const chosen = [...form.querySelectorAll("[name=option]:checked")].map((one) => Number(one.value));
    if (String(chosen) === String(question.chosen)) return;
    question.chosen = chosen;
    note("answer", current, chosen);
    by("progress").value = questions.filter(isAnswered).length;
  }

  function bookmark() {
    const question = questions[current - 1];
    question.bookmarked = !question.bookmarked;
    note(question.bookmarked ? "bookmark" : "unbookmark", current);
    showBookmark(question);
    say(question.bookmarked ? "Bookmarked." : "Bookmark removed.");
  }

  const moves = {
    next: () => go(current + 1),
    skip: () => go(current + 1),
    previous: () => { if (current > 1) go(current - 1); },
    all: () => go("all"),
    bookmark,
  };

  function listen() {
    form.addEventListener("change", choose);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      moves[event.submitter?.value || "next"]();
    });
    by("overview").addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      go(Number(link.pathname.match(/(\d+)\/$/)[1]));
    });
    by("finishing").addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await send(true)) by("finishing").submit();
      else say("Not finished: your answers could not be sent yet.");
    });
    document.addEventListener("keydown", press);
    by("keys-off").addEventListener("click", () => {
      usesKeys = !usesKeys;
      try {
        if (usesKeys) localStorage.removeItem(KEYS_PLACE);
        else localStorage.setItem(KEYS_PLACE, "off");
      } catch {
        // It holds for this page only.
      }
      showKeys();
    });
    showKeys();
  }

  // Turned off here or in practice, they stay off.
  const KEYS_PLACE = "whichcert keys";
  const KEYS_TOLD = by("keys-told").textContent;
  let usesKeys = true;
  try {
    usesKeys = localStorage.getItem(KEYS_PLACE) !== "off";
  } catch {
    // Nothing is kept in this browser.
  }

  function showKeys() {
    show(by("keys-told"), usesKeys ? KEYS_TOLD : "The keys are off.");
    show(by("keys-off"), usesKeys ? "Turn the keys off" : "Turn the keys on");
  }

  const KEYS = { n: "next", p: "previous", b: "bookmark" };

  function press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat) return;
    // Where the line is not shown (a touch screen), nobody could turn them off.
    if (form.hidden || !usesKeys || !by("keys").offsetParent) return;
    const option = /^[1-9]$/.test(event.key) && form.querySelectorAll("[name=option]")[Number(event.key) - 1];
    const move = KEYS[event.key.toLowerCase()]
      || (event.key === "Enter" && !event.target.closest("a, button, summary") ? "next" : "");
    if (!option && !move) return;
    event.preventDefault();
    if (option) {
      option.focus();
      option.click();
    } else {
      moves[move]();
    }
  }

  /** Load the questions; until they are here, links and buttons load pages. */
  async function load() {
    let found;
    try {
      const response = await fetch(`${base}questions.json`, { cache: "no-store" });
      if (!response.ok) throw new Error(response.status);
      found = await response.json();
    } catch {
      setTimeout(load, 3000);
      return;
    }
    if (!found.over) {
      start(found);
    } else if (await send()) {
      location.assign(`${base}result/`);
    }
  }

  function start(found) {
    questions = found.questions;
    // What waits here is newer than what the server knows.
    for (const event of queue.read()) {
      const question = questions.find((one) => one.place === event.item);
      if (!question) continue;
      if (event.deed === "answer") question.chosen = event.chosen;
      if (event.deed.endsWith("bookmark")) question.bookmarked = event.deed === "bookmark";
    }
    if (current !== "all") {
      // The content may have lost a question since the page was made.
      const { number } = questions.find((one) => String(one.place) === form.elements.place.value) || {};
      current = number || "all";
    }
    if (current !== "all") {
      // What was chosen while the questions were on their way.
      const picked = [...form.querySelectorAll("[name=option]:checked")].map((one) => Number(one.value));
      const server = [...form.querySelectorAll("[name=option]")].filter((one) => one.defaultChecked);
      const untouched = String(picked) === String(server.map((one) => Number(one.value)));
      if (!untouched) choose();
    }
    listen();
    setClock(found.seconds_left);
    const focused = document.activeElement?.name === "option" ? document.activeElement.value : null;
    render();
    if (focused !== null) form.querySelector(`[name=option][value="${focused}"]`)?.focus();
    showSaved();
    send();
    root.dataset.ready = "yes";
  }

  setClock(Number(root.dataset.left));
  setInterval(tick, 1000);
  load();
})();
