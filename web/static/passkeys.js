// Passkeys: asks the browser for one, or has it make one, and tells the service what it said.
//
// The pages are whole without it. What they offer here stays hidden until the browser is known to
// have passkeys. Every sentence that can be said stands in the page, in the reader's language.

const FIELD = 'input[autocomplete~="webauthn"]';
let waiting; // what the browser offers while somebody types an address, until it is used or stopped

if (window.PublicKeyCredential && navigator.credentials) {
  for (const part of document.querySelectorAll("[data-with-passkey]")) {
    part.hidden = false;
  }
  for (const part of document.querySelectorAll("[data-without-passkey]")) {
    part.hidden = true;
  }
  for (const place of document.querySelectorAll("[data-passkey]")) {
    offer(place);
  }
}

function offer(place) {
  const button = place.querySelector("button");
  const field = document.querySelector(FIELD);
  place.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    waiting?.abort();
    await use(place);
    button.disabled = false;
  });
  if (field && place.dataset.passkey === "sign-in") {
    field.addEventListener("focus", () => offerWhileTyping(place), { once: true });
  }
}

async function offerWhileTyping(place) {
  if (await PublicKeyCredential.isConditionalMediationAvailable?.()) {
    waiting = new AbortController();
    await use(place, { mediation: "conditional", signal: waiting.signal });
  }
}

async function use(place, how = {}) {
  let quiet = how.mediation === "conditional"; // until somebody chooses one of the passkeys offered
  say(place, "");
  try {
    const options = await ask(place, place.dataset.options, {});
    const credential =
      place.dataset.passkey === "register"
        ? await navigator.credentials.create({ publicKey: forMaking(options) })
        : await navigator.credentials.get({ publicKey: forAsking(options), ...how });
    quiet = false;
    const name = place.querySelector("input")?.value ?? "";
    const answer = await ask(place, place.dataset.answer, { name, credential: written(credential) });
    location.assign(answer.go);
  } catch (error) {
    if (!quiet) {
      say(place, error instanceof Said ? error.message : place.dataset.failed);
    }
  }
}

class Said extends Error {}

async function ask(place, address, content) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-Form-Token": place.dataset.token ?? "" },
      body: JSON.stringify(content),
    });
  } catch {
    throw new Said(place.dataset.unreached);
  }
  if (answer.type === "opaqueredirect") {
    location.reload(); // the session is over: the page leads to signing in
    return new Promise(() => {});
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw new Said(told.said ?? place.dataset.unreached);
  }
  return told;
}

function say(place, sentence) {
  place.querySelector("[data-said]").textContent = sentence;
}

function forMaking(options) {
  return {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: options.excludeCredentials?.map(named),
  };
}

function forAsking(options) {
  return {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: options.allowCredentials?.map(named),
  };
}

function named(credential) {
  return { ...credential, id: bytes(credential.id) };
}

function written(credential) {
  const response = {};
  const told = credential.response;
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature"]) {
    if (told[part]) {
      response[part] = text(told[part]);
    }
  }
  if (told.userHandle) {
    response.userHandle = text(told.userHandle);
  }
  if (told.getTransports) {
    response.transports = told.getTransports();
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

function bytes(base64url) {
  const plain = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
