// Passkeys: ask the server what to ask the device, put the device's answer into the form, send the form.
"use strict";

{
  const raw = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const keys = (list) => (list || []).map((each) => ({ ...each, id: raw(each.id) }));

  // what the device is asked, its bytes unpacked
  const unpacked = (asked) => ({
    ...asked,
    challenge: raw(asked.challenge),
    ...(asked.user ? { user: { ...asked.user, id: raw(asked.user.id) } } : {}),
    ...(asked.excludeCredentials ? { excludeCredentials: keys(asked.excludeCredentials) } : {}),
    ...(asked.allowCredentials ? { allowCredentials: keys(asked.allowCredentials) } : {}),
  });

  const packed = (made) => JSON.stringify({
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    clientExtensionResults: {},
    response: Object.fromEntries(["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
      .filter((name) => made.response[name]).map((name) => [name, text(made.response[name])])),
  });

  const say = (form, words) => {
    const line = form.querySelector("[data-failed]");
    line.textContent = words || line.dataset.failed;
    line.hidden = false;
    form.querySelector("button").disabled = false;
  };

  async function ask(form) {
    const { host, options, passkey } = form.dataset;
    const elsewhere = form.querySelector("[data-failed]").dataset.elsewhere;
    if (location.hostname !== host && !location.hostname.endsWith(`.${host}`)) return say(form, elsewhere);
    const answer = await fetch(options, { method: "POST", body: new FormData(form) });
    if (!answer.ok) return say(form, (answer.headers.get("content-type") || "").startsWith("text/html") && answer.status < 500 ? await answer.text() : "");
    const publicKey = unpacked(await answer.json());
    form.elements.credential.value = packed(await navigator.credentials[passkey]({ publicKey }));
    form.submit();
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation(); // app.js would take it as sent
      form.querySelector("button").disabled = true;
      ask(form).catch(() => say(form));
    });
  }
}
