// A person's own key: made here, not to be taken out, kept in this browser (IndexedDB), and shown to be here by an
// attestation (FORMAT.md, "Attestations", act `possess`). Nothing of its private half ever leaves the browser.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const own = $("own");
  if (!window.isSecureContext || !window.crypto || !crypto.subtle || !window.indexedDB) { $("own-insecure").hidden = false; return; }
  own.hidden = false;
  $("own-person").focus();
  const word = (name) => document.querySelector(`#own-words [data-word="${name}"]`).textContent;
  const utf8 = (text) => new TextEncoder().encode(text);
  const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  const sha256 = async (...parts) => {
    const whole = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
  };

  // one store; each key under its id
  const store = (mode, act) => new Promise((done, failed) => {
    const opening = indexedDB.open("coop-keys", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("keys", { keyPath: "id" });
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction("keys", mode);
      const asked = act(transaction.objectStore("keys"));
      transaction.oncomplete = () => { opening.result.close(); done(asked.result); };
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    };
  });

  const identity = async (raw) => hex((await sha256(utf8("coop-ledger/key/v1\n"), utf8("ed25519\n"), raw)).slice(0, 16));
  const digits = async (publicHex) => {
    const hash = await sha256(utf8(`coop-ledger/digits/v1\nperson-key\n${publicHex}`));
    const first = hash.slice(0, 8).reduce((n, b) => n << 8n | BigInt(b), 0n) % 1000000000000n;
    return first.toString().padStart(12, "0").replace(/(\d{4})(\d{4})(\d{4})/, "$1 $2 $3");
  };

  async function make(person, role) {
    const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const kept = { id: await identity(raw), person, role, origin: own.dataset.origin, public: hex(raw), pair };
    await store("readwrite", (keys) => keys.add(kept));
    return kept;
  }

  // members in the order of canonical JSON; every text in it is ASCII without signs to escape
  async function request(key) {
    const empty = hex(await sha256());
    const said = {
      about: { alg: "ed25519", person: key.person, public: key.public, role: key.role },
      act: "possess",
      at: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
      format: 1,
      key: key.id,
      origin: key.origin,
      // this browser has verified no checkpoint yet
      seen: { root: empty, size: 0 },
    };
    const message = utf8(`coop-ledger/attestation/v1\n${JSON.stringify(said)}`);
    const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", key.pair.privateKey, message));
    return JSON.stringify({
      alg: "ed25519", id: `key-${key.id}`, key_kind: "person", kind: "key.admitted", on: own.dataset.on, person: key.person,
      possession: { ...said, sig: hex(signature) }, public: key.public, role: key.role,
    });
  }

  let address = "";
  async function prove(key) {
    const text = await request(key);
    $("proof-person").textContent = key.person;
    $("proof-role").textContent = word(key.role);
    $("proof-key").textContent = key.id;
    $("proof-digits").textContent = await digits(key.public);
    $("proof-text").value = text;
    $("proof-request").value = text;
    if (address) URL.revokeObjectURL(address);
    address = URL.createObjectURL(new Blob([text + "\n"], { type: "application/jsonl" }));
    $("proof-file").href = address;
    $("proof-file").download = `${key.person}-${key.id.slice(0, 8)}.jsonl`;
    $("own-proof").hidden = false;
    $("own-proof").scrollIntoView({ block: "nearest" });
  }

  async function list() {
    const keys = (await store("readonly", (all) => all.getAll())).filter((key) => key.origin === own.dataset.origin);
    $("own-none").hidden = keys.length > 0;
    $("own-keys").replaceChildren(...keys.map((key) => {
      const item = document.createElement("li");
      const known = document.querySelector(`#own-known [data-key="${CSS.escape(key.id)}"]`);
      const state = known ? known.dataset.state : "asked";
      const code = document.createElement("code");
      code.textContent = key.id;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.textContent = word("prove");
      button.setAttribute("aria-label", `${word("prove")} ${key.id}`);
      button.addEventListener("click", () => told(prove(key)));
      item.append(`${key.person} · ${word(key.role)} · `, code, ` · ${word(state)} `, button);
      return item;
    }));
  }

  const told = (work) => work.catch((why) => {
    $("own-insecure").textContent = `${word("failed")} ${why.name || why}`;
    $("own-insecure").hidden = false;
  });

  $("own-make").addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    told(make($("own-person").value.trim(), $("own-role").value).then(async (key) => { await list(); await prove(key); }));
  });
  $("proof-copy").addEventListener("click", () => {
    $("proof-text").select();
    told(navigator.clipboard.writeText($("proof-text").value));
  });
  told(list());
})();
