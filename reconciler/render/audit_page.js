// The audit's page: search, filters, sorting, and a timeline that follows. The page is complete
// without this script; it changes what is shown and never makes text into HTML.
(() => {
  "use strict";
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const rows = all("tbody tr");
  const isCampaign = (row) => row.id.startsWith("c");
  const campaigns = rows.filter(isCampaign).length;
  const bars = all(".bar");
  const barOf = new Map(bars.map((bar) => [bar.hash.slice(1), bar]));
  const search = one("#search");
  const status = one("#status");
  const clear = one("#clear");
  const nothing = one("#nothing");
  const chart = one(".chart");
  const buttons = all("[data-filter]");
  const headings = all("th button");
  const noun = (count) => `${count} ${count === 1 ? "campaign" : "campaigns"}`;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const facts = new Map(
    rows.map((row) => [
      row,
      { text: plain(row.textContent), class: row.dataset.class, today: row.dataset.today, flag: row.dataset.flag },
    ]),
  );
  let sorted = "";

  // Search and filters: within one group of buttons any may fit, between groups all must.
  const chosen = () => {
    const groups = new Map();
    for (const button of buttons) {
      if (button.getAttribute("aria-pressed") === "true") {
        const [kind, value] = button.dataset.filter.split(":");
        groups.set(kind, [...(groups.get(kind) ?? []), value]);
      }
    }
    return Array.from(groups);
  };
  const apply = () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    const groups = chosen();
    let shown = 0;
    for (const row of rows) {
      const fact = facts.get(row);
      const fits =
        words.every((word) => fact.text.includes(word)) &&
        groups.every(([kind, values]) => values.includes(fact[kind]));
      shown += fits && isCampaign(row) ? 1 : 0;
      if (row.hidden === fits) {
        row.hidden = !fits;
        const bar = barOf.get(row.id);
        if (bar) bar.parentElement.hidden = !fits;
      }
    }
    nothing.hidden = shown > 0;
    clear.hidden = words.length === 0 && groups.length === 0;
    tell(shown);
    fillLanes();
  };
  const tell = (shown) => {
    const count = shown === campaigns ? noun(shown) : `${shown} of ${noun(campaigns)}`;
    status.textContent = sorted ? `${count}, ${sorted}` : count;
  };

  // The timeline: what is shown moves up into as few lanes as can be; bars come ordered by start.
  const fillLanes = () => {
    const seen = bars.filter((bar) => !bar.parentElement.hidden);
    const byEnd = seen.slice().sort((a, b) => a.dataset.end - b.dataset.end);
    const lanes = new Map();
    const free = [];
    let passed = 0;
    for (const bar of seen) {
      while (Number(byEnd[passed].dataset.end) <= Number(bar.dataset.start)) {
        free.push(lanes.get(byEnd[passed]));
        passed += 1;
      }
      lanes.set(bar, free.pop() ?? lanes.size - passed);
      bar.style.setProperty("--in", lanes.get(bar));
    }
    chart?.style.setProperty("--lanes", Math.max(0, ...lanes.values()) + 1);
    enter(seen[0]);
  };

  // One bar can be reached with the tab key; arrows lead to the others.
  let entry = null;
  const enter = (bar) => {
    if (entry) entry.tabIndex = -1;
    entry = bar ?? null;
    if (entry) entry.tabIndex = 0;
  };
  const goTo = (event) => {
    const seen = bars.filter((bar) => !bar.parentElement.hidden);
    const here = seen.indexOf(document.activeElement);
    const goals = { ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1, Home: 0, End: seen.length - 1 };
    const goal = seen[goals[event.key] ?? -1];
    if (here < 0 || !goal) return;
    event.preventDefault();
    enter(goal);
    goal.focus();
  };

  // Sorting: empty cells stay last in both directions.
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const sortBy = (button) => {
    const heading = button.parentElement;
    const table = heading.closest("table");
    const column = heading.cellIndex;
    const up = heading.getAttribute("aria-sort") !== "ascending";
    const own = rows.filter((row) => table.contains(row));
    const keyed = own.map((row, place) => {
      const cell = row.cells[column];
      return { row, place, key: cell.dataset.key ?? cell.textContent };
    });
    keyed.sort((a, b) => {
      if (!a.key || !b.key) return a.key ? -1 : b.key ? 1 : a.place - b.place;
      return (up ? 1 : -1) * collator.compare(a.key, b.key) || a.place - b.place;
    });
    const order = document.createDocumentFragment();
    for (const { row } of keyed) order.append(row);
    table.tBodies[0].append(order);
    for (const other of table.querySelectorAll("th")) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", up ? "ascending" : "descending");
    if (table.classList.contains("promotions")) return;
    sorted = `sorted by ${button.textContent.toLowerCase()}, ${up ? "ascending" : "descending"}`;
    tell(own.filter((row) => !row.hidden).length);
  };

  let waiting = 0;
  search.addEventListener("input", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(apply);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.filter) {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      apply();
    } else if (button === clear) {
      search.value = "";
      for (const each of buttons) each.setAttribute("aria-pressed", "false");
      apply();
      search.focus();
    } else if (headings.includes(button)) {
      sortBy(button);
    }
  });
  chart?.addEventListener("keydown", goTo);

  for (const button of [...buttons, ...headings]) button.disabled = false;
  one(".controls").hidden = false;
  const today = one(".today");
  if (today) {
    const box = one(".timeline");
    box.scrollLeft = today.offsetLeft - box.clientWidth / 3;
  }
  tell(campaigns);
  enter(bars[0]);
})();
