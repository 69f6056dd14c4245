// The page of one audit or of several: search, filters, sorting, and a timeline that follows. The
// page is complete without this script; it changes what is shown and never makes text into HTML.
(() => {
  "use strict";
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const rows = all("tr[data-class]");
  const isCampaign = (row) => row.id.startsWith("c");
  const campaigns = rows.filter(isCampaign).length;
  const folds = all(".fold"); // an organisation each, and what differs
  const wereOpen = new Set(folds.filter((fold) => fold.open));
  const loose = all("tr[data-searched]"); // found by words alone
  const bars = all(".bar");
  const barOf = new Map(bars.map((bar) => [bar.hash.slice(1), bar]));
  const search = one("#search");
  const status = one("#status");
  const clear = one("#clear");
  const fields = { q: search, owner: one("#owner"), flag: one("#flag"), from: one("#from"), to: one("#to") };
  const nothing = one("#nothing");
  const chart = one(".chart");
  const buttons = all("[data-filter]");
  const headings = all("th button");
  const noun = (count) => `${count} ${count === 1 ? "campaign" : "campaigns"}`;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const dayIn = (row, cell) => row.querySelector(`.c-${cell} time`)?.textContent ?? "";
  // What a row says is looked up when it is first asked for: of 100,000 rows that takes seconds.
  const ownersIn = (cell) => cell.textContent.split(", ").filter(Boolean);
  const known = new Map();
  const factsOf = (row) => {
    if (!known.has(row)) {
      known.set(row, {
        text: plain(row.textContent),
        class: row.dataset.class,
        today: row.dataset.today,
        flag: row.dataset.flag,
        owners: ownersIn(row.querySelector(".c-owner")),
        flags: Array.from(row.querySelectorAll(".flags b"), (code) => code.textContent),
        first: dayIn(row, "first"),
        last: dayIn(row, "last"),
      });
    }
    return known.get(row);
  };
  const looseText = new Map(loose.map((row) => [row, plain(row.textContent)]));
  const mostUnfolded = 1000;
  let sorted = "";

  // Search and filters: within one group of buttons any may fit, between groups all must.
  const chosen = () => {
    const groups = new Map();
    for (const button of buttons) {
      if (button.getAttribute("aria-pressed") === "true") {
        const [kind, value] = filterOf(button);
        groups.set(kind, [...(groups.get(kind) ?? []), value]);
      }
    }
    return Array.from(groups);
  };
  // Days: what has any runs on one of those asked for; an end that is not known may be any day.
  const runsIn = (fact, from, to) =>
    (!from && !to) ||
    (Boolean(fact.first || fact.last) && (!to || fact.first <= to) && (!from || !fact.last || fact.last >= from));
  const fitsFields = (fact) =>
    (!fields.owner.value || fact.owners.includes(fields.owner.value)) &&
    (!fields.flag.value || fact.flags.includes(fields.flag.value)) &&
    runsIn(fact, fields.from.value, fields.to.value);
  const apply = () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    const groups = chosen();
    let shown = 0;
    for (const row of rows) {
      const fact = factsOf(row);
      const fits =
        words.every((word) => fact.text.includes(word)) &&
        fitsFields(fact) &&
        groups.every(([kind, values]) => values.includes(fact[kind]));
      shown += fits && isCampaign(row) ? 1 : 0;
      if (row.hidden === fits) {
        row.hidden = !fits;
        const bar = barOf.get(row.id);
        if (bar) bar.parentElement.hidden = !fits;
      }
    }
    for (const row of loose) row.hidden = !words.every((word) => looseText.get(row).includes(word));
    nothing.hidden = shown > 0;
    clear.hidden = groups.length === 0 && Object.values(fields).every((field) => !field.value);
    unfold(shown);
    tell(shown);
    fillLanes();
    keep();
  };

  // Organisations in which nothing fits are left out; the others unfold, unless that is too much.
  const unfold = (shown) => {
    for (const fold of folds) {
      fold.hidden = !clear.hidden && !fold.querySelector("tbody tr:not([hidden])");
      fold.open = clear.hidden ? wereOpen.has(fold) : shown <= mostUnfolded;
    }
  };

  // What is chosen stands in the address, so that whoever follows it sees the same.
  const filterOf = (button) => button.dataset.filter.split(":");
  const keep = () => {
    const kept = new URLSearchParams();
    for (const [key, field] of Object.entries(fields)) if (field.value) kept.append(key, field.value);
    for (const [kind, values] of chosen()) {
      for (const value of values) kept.append(kind === "flag" ? "flagged" : kind, value);
    }
    const hash = kept.toString();
    if (hash !== location.hash.slice(1)) history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  };
  const recall = () => {
    const kept = new URLSearchParams(location.hash.slice(1));
    for (const [key, field] of Object.entries(fields)) field.value = kept.get(key) ?? "";
    for (const key of ["owner", "flag"]) if (fields[key].selectedIndex < 0) fields[key].value = "";
    for (const button of buttons) {
      const [kind, value] = filterOf(button);
      const pressed = kept.getAll(kind === "flag" ? "flagged" : kind).includes(value);
      button.setAttribute("aria-pressed", String(pressed));
    }
    apply();
  };
  const isPlace = () => location.hash && document.getElementById(location.hash.slice(1));
  const tell = (shown) => {
    const count = shown === campaigns ? noun(shown) : `${shown} of ${noun(campaigns)}`;
    status.textContent = sorted ? `${count}, ${sorted}` : count;
  };

  // The timeline: what is shown moves up into as few lanes as can be. What runs today is above,
  // then what comes next; of one rank, bars come ordered by start.
  const fillLanes = () => {
    const seen = bars.filter((bar) => !bar.parentElement.hidden);
    let above = 0;
    for (const rank of ["0", "1", "2"]) above = fillRank(seen.filter((bar) => bar.dataset.rank === rank), above);
    chart?.style.setProperty("--lanes", Math.max(above, 1));
    enter(seen[0]);
  };
  const fillRank = (seen, above) => {
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
      bar.style.setProperty("--in", above + lanes.get(bar));
    }
    return above + Math.max(-1, ...lanes.values()) + 1;
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
    const own = Array.from(table.tBodies[0].rows);
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
    if (folds.length > 0 || !own.some(isCampaign)) return;
    sorted = `sorted by ${button.textContent.toLowerCase()}, ${up ? "ascending" : "descending"}`;
    tell(own.filter((row) => !row.hidden).length);
  };

  let waiting = 0;
  search.addEventListener("input", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(apply);
  });
  for (const key of ["owner", "flag", "from", "to"]) fields[key].addEventListener("change", apply);
  addEventListener("hashchange", () => {
    if (!isPlace()) recall();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault(); // the address stays that of what is chosen
      const place = document.getElementById(link.hash.slice(1));
      if (folds.includes(place)) place.open = true;
      place.scrollIntoView();
      (place.querySelector("summary") ?? place).focus({ preventScroll: true });
      return;
    }
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.filter) {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      apply();
    } else if (button === clear) {
      for (const field of Object.values(fields)) field.value = "";
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
  const offered = {
    owner: new Set(all("td.c-owner").flatMap(ownersIn)),
    flag: new Set(all(".flags b").map((code) => code.textContent)),
  };
  for (const [key, values] of Object.entries(offered)) {
    for (const value of Array.from(values).sort(collator.compare)) fields[key].add(new Option(value));
  }
  const today = one(".today");
  if (today) {
    const box = one(".timeline");
    box.scrollLeft = today.offsetLeft - box.clientWidth / 3;
  }
  if (location.hash && !isPlace()) {
    recall();
  } else {
    tell(campaigns);
    enter(bars[0]);
  }
})();
