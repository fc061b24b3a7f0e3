{
// The grid of gifts: keys, suggestions, and a draft that is saved after each row. The server says what it understood; nothing is reckoned here.
const form = document.querySelector("form[data-grid]");
if (form) {
  const body = form.querySelector("tbody"), bar = form.querySelector("[data-bar]"), state = form.querySelector("[data-state]");
  const said = state.textContent;
  let timer = 0, saving = null, dirty = false, moved = false;
  const row = (el) => el.closest("tbody tr");
  const field = (tr, name) => tr.querySelector(`[name=${name}]`);
  const renumber = (tr, at, shown) => {
    tr.cells[0].textContent = shown;
    for (const el of tr.querySelectorAll("[aria-label]")) el.setAttribute("aria-label", el.getAttribute("aria-label").replace(/\d+$/, shown));
    field(tr, "who").id = `who-${at}`;
    for (const b of tr.querySelectorAll(".drop")) b.value = b.value.replace(/\d+$/, at);
  };
  const first = body.rows.length ? Number(body.rows[0].cells[0].textContent) : 1;
  const addRow = () => {
    const tr = body.rows[body.rows.length - 1].cloneNode(true);
    for (const el of tr.querySelectorAll("input")) { el.value = ""; el.removeAttribute("aria-invalid"); el.removeAttribute("aria-describedby"); }
    tr.className = "";
    tr.querySelector(".under").innerHTML = '<input type="hidden" name="pick" value="">';
    tr.querySelector(".echo").textContent = "";
    renumber(tr, body.rows.length, first + body.rows.length);
    body.append(tr);
    return tr;
  };
  // What comes back is said beside the rows, except where somebody is choosing just now.
  const tell = (told) => {
    form.elements.revision.value = told.revision;
    bar.innerHTML = told.bar;
    for (const r of told.rows) {
      const tr = body.rows[r.at], under = tr?.querySelector(".under");
      if (!tr) continue;
      tr.classList.toggle("wrong", r.bad);
      if (!r.bad) for (const el of tr.querySelectorAll("input[aria-invalid]")) { el.removeAttribute("aria-invalid"); el.removeAttribute("aria-describedby"); }
      tr.querySelector(".echo").textContent = r.echo;
      if (under.dataset.told !== r.under && !under.contains(document.activeElement)) { under.innerHTML = r.under; under.dataset.told = r.under; }
    }
  };
  const mark = () => form.toggleAttribute("data-unsaved", dirty || saving !== null);
  const save = async () => {
    clearTimeout(timer);
    if (saving) await saving;
    if (!dirty || moved) return;
    dirty = false;
    const sent = new URLSearchParams(new FormData(form));
    sent.set("do", "save"); sent.delete("paste");
    saving = fetch(form.action, { method: "POST", body: sent, headers: { Accept: "application/json" } }).then(async (r) => {
      if (!r.ok) throw r.status;
      const told = await r.json();
      if (told.moved) { moved = true; state.textContent = told.text; state.classList.add("warn"); return; }
      tell(told);
      state.textContent = said; state.classList.remove("warn");
    }).catch(() => { dirty = true; state.textContent = form.dataset.unsaved; state.classList.add("warn"); timer = setTimeout(save, 5000); }).finally(() => { saving = null; mark(); });
    mark();
    await saving;
  };
  const soon = () => { dirty = true; mark(); clearTimeout(timer); timer = setTimeout(save, 600); };
  form.addEventListener("input", (e) => { if (e.target.name !== "paste") soon(); });
  form.addEventListener("change", (e) => { if (e.target.name !== "paste") { dirty = true; save(); } });
  // A form that is sent while a draft is on its way would come with a revision of yesterday: it waits for it. Enter in a field of the head keeps the draft.
  const quietly = form.querySelector("button.unseen");
  form.addEventListener("submit", (e) => {
    clearTimeout(timer);
    if (e.submitter === quietly) { e.preventDefault(); e.stopImmediatePropagation(); dirty = true; save(); return; }
    if (!saving) return;
    e.preventDefault(); e.stopImmediatePropagation();
    saving.then(() => form.requestSubmit(e.submitter));
  }, true);

  // Who gave: a list of people below the field, as a combobox.
  const list = document.createElement("ul");
  list.id = "people"; list.role = "listbox"; list.hidden = true; list.className = "people";
  let box = null, asked = 0;
  const shut = () => { list.hidden = true; if (box) { box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); } box = null; };
  const active = () => list.querySelector("[aria-selected=true]");
  const point = (li) => {
    active()?.setAttribute("aria-selected", "false");
    if (li) { li.setAttribute("aria-selected", "true"); box.setAttribute("aria-activedescendant", li.id); li.scrollIntoView({ block: "nearest" }); }
  };
  const choose = (li) => {
    const tr = row(box);
    box.value = li.dataset.label; field(tr, "known").value = li.dataset.label; field(tr, "donor").value = li.dataset.id;
    shut(); dirty = true; save();
  };
  const suggest = async (input) => {
    const q = input.value.trim(), turn = ++asked;
    if (q.length < 2) return shut();
    const r = await fetch(`${form.dataset.people}&q=${encodeURIComponent(q)}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!r?.ok || turn !== asked || document.activeElement !== input) return;
    const all = await r.json();
    if (turn !== asked || !all.length) return shut();
    list.replaceChildren(...all.map((p, i) => {
      const li = document.createElement("li"), kind = document.createElement("span");
      li.role = "option"; li.id = `person-${i}`; li.dataset.id = p.id; li.dataset.label = p.label; li.setAttribute("aria-selected", "false");
      kind.textContent = p.kind; li.append(p.label, " ", kind);
      li.addEventListener("mousedown", (e) => { e.preventDefault(); choose(li); });
      return li;
    }));
    if (box !== input) { shut(); box = input; input.after(list); }
    for (const [k, v] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "people"], ["aria-expanded", "true"]]) input.setAttribute(k, v);
    list.hidden = false;
  };
  form.addEventListener("input", (e) => { if (e.target.name === "who") suggest(e.target); });
  form.addEventListener("focusout", (e) => { if (e.target === box) shut(); });

  form.addEventListener("keydown", (e) => {
    const el = e.target, open = box === el && !list.hidden;
    if (open && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
      e.preventDefault();
      const all = [...list.children], at = all.indexOf(active()) + (e.key === "ArrowDown" ? 1 : -1);
      return point(all[(at + all.length) % all.length]);
    }
    if (open && e.key === "Escape") { e.stopPropagation(); return shut(); }
    if (open && e.key === "Enter" && active()) { e.preventDefault(); choose(active()); return field(row(el), "amount").focus(); }
    if (e.key === "Enter" && e.ctrlKey) { e.preventDefault(); return form.requestSubmit(form.querySelector("button[value=post]")); }
    const tr = el.matches?.("tbody input, tbody select") && row(el);
    if (!tr) return;
    const at = tr.sectionRowIndex, above = body.rows[at - 1];
    if (e.key === "Enter") {
      e.preventDefault(); shut();
      const next = body.rows[at + 1] || addRow();
      if (!field(next, "who").value && !field(next, "amount").value) field(next, "anonymity").value = field(tr, "anonymity").value;
      field(next, "who").focus();
      soon();
    } else if (above && e.ctrlKey && e.key.toLowerCase() === "d") {
      e.preventDefault(); shut();
      for (const name of el.name === "who" ? ["who", "donor", "known"] : [el.name]) field(tr, name).value = field(above, name).value;
      soon();
    } else if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      const other = body.rows[at + (e.key === "ArrowDown" ? 1 : -1)];
      if (el.matches("input") && other) { e.preventDefault(); field(other, el.name).focus(); }
    }
  });

  // Lines that are pasted into a row go into as many rows: the server knows how to read them.
  form.addEventListener("paste", (e) => {
    const text = e.clipboardData?.getData("text") ?? "";
    if (e.target.name === "paste" || !/[\t\n]/.test(text.trim())) return;
    e.preventDefault();
    form.elements.paste.value = text;
    form.requestSubmit(form.querySelector("button[value=paste]"));
  });
}
}
