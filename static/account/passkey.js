// A passkey: the house is asked for a challenge, the device answers it, and the answer goes along with the form.
// Without this script, or in a browser without passkeys, the buttons stay hidden: password and code do the same.
"use strict";
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const listed = (known) => known?.map((each) => ({ ...each, id: bytes(each.id) }));

async function asked(button) {
  const token = button.form.querySelector("[name=csrf_token]").value;
  const answer = await fetch(button.dataset.passkey, { method: "POST", headers: { "X-CSRFToken": token } });
  // Open for too long, or no longer fresh: the page itself says what to do.
  if (!answer.ok || answer.redirected) return location.reload();
  const told = await answer.json();
  told.challenge = bytes(told.challenge);
  if (told.user) return { publicKey: { ...told, user: { ...told.user, id: bytes(told.user.id) }, excludeCredentials: listed(told.excludeCredentials) } };
  return { publicKey: { ...told, allowCredentials: listed(told.allowCredentials) } };
}

function said(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

async function press(event) {
  event.preventDefault();
  const button = event.currentTarget, told = document.querySelector("#told");
  told.textContent = "";
  button.disabled = true;
  try {
    const options = await asked(button);
    if (!options) return;
    const deed = options.publicKey.user ? "create" : "get";
    const credential = await navigator.credentials[deed](options);
    button.form.querySelector("[name=answer]").value = said(credential);
    button.form.action = button.formAction;
    button.form.submit();
  } catch (error) {
    told.textContent = error.name === "InvalidStateError" ? button.dataset.known : error.name === "NotAllowedError" ? button.dataset.stopped : button.dataset.failed;
    button.disabled = false;
  }
}

if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.hidden = false;
    button.addEventListener("click", press);
  }
}
