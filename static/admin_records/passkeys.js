"use strict";
// Asks the browser for a passkey, or to make one; its answer goes back with the page's form.
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const button = form.querySelector(".passkey-button");
  const note = form.querySelector(".passkey-note");
  if (!window.PublicKeyCredential || !window.isSecureContext) {
    note.textContent = "这个浏览器在这里不能使用通行密钥。请用 https 的地址，换一个浏览器，或改用别的方式。";
    return;
  }
  note.textContent = "";
  button.hidden = false;

  const toBytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const toText = (bytes) => {
    const plain = String.fromCharCode(...new Uint8Array(bytes));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  // Written out, since browsers of before 2025 have neither parse…FromJSON nor toJSON.
  function asked() {
    const options = JSON.parse(form.dataset.options);
    options.challenge = toBytes(options.challenge);
    if (options.user) options.user.id = toBytes(options.user.id);
    for (const known of [...(options.allowCredentials || []), ...(options.excludeCredentials || [])]) {
      known.id = toBytes(known.id);
    }
    return options;
  }

  function answered(credential) {
    const { response } = credential;
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const given = parts.filter((part) => response[part]).map((part) => [part, toText(response[part])]);
    return {
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: {
        ...Object.fromEntries(given),
        ...(response.getTransports ? { transports: response.getTransports() } : {}),
      },
    };
  }

  button.addEventListener("click", async () => {
    button.disabled = true;
    note.textContent = "请按浏览器的提示操作……";
    try {
      const credential = await navigator.credentials[form.dataset.passkey]({ publicKey: asked() });
      form.elements.passkey.value = JSON.stringify(answered(credential));
      form.submit();
    } catch (error) {
      note.textContent = error.name === "InvalidStateError"
        ? "这台设备上的通行密钥已经添加过了。"
        : "没有完成。请再按一次按钮，或改用别的方式。";
      button.disabled = false;
    }
  });
})();
