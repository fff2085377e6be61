// Seals what somebody wrote to the kiosk's public key. The other half, which opens it, is on the server alone:
// tracker/signups/kiosk_sealing.py. What is sealed here nobody can read back, this page no more than a thief.
"use strict";
const Sealing = (() => {
  const CURVE = { name: "ECDH", namedCurve: "P-256" }, VERSION = 1, KILO = 1024;
  const bytes = (text) => new TextEncoder().encode(text);

  // `key`: base64. The answer is an envelope in base64.
  async function seal(text, key, kiosk, submission) {
    const theirs = Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
    const shut = await crypto.subtle.importKey("raw", theirs, CURVE, true, []);
    const pair = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
    const mine = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: shut }, pair.privateKey, 256);
    const drawn = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: joined(mine, theirs), info: bytes("houselights kiosk entry") };
    const once = await crypto.subtle.deriveKey(how, drawn, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12)), additionalData = bytes(`${kiosk}\n${submission}`);
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, once, padded(bytes(text)));
    return btoa(String.fromCharCode(...joined([VERSION], mine, iv, new Uint8Array(sealed))));
  }

  // A mark behind it, then noughts up to whole kilobytes: length tells nothing.
  function padded(said) {
    const whole = new Uint8Array(Math.ceil((said.length + 1) / KILO) * KILO);
    whole.set(said);
    whole[said.length] = 0x80;
    return whole;
  }

  function joined(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
    return whole;
  }

  // 128 random bits: the same entry sent twice is one.
  function submission() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");
  }

  return { seal, submission };
})();
