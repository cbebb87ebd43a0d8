// Drawing a signature. What is drawn becomes the file of the form, so that it travels as a chosen picture would.

import SignaturePad from "../vendor/signature_pad.min.js";

const form = document.querySelector("[data-signing]");
if (form) begin(form);

function begin(form) {
  const canvas = form.querySelector("canvas");
  const file = form.querySelector("input[type=file]");
  const pad = new SignaturePad(canvas, { backgroundColor: "white", penColor: "black", minWidth: 1, maxWidth: 3 });

  /** As many pixels as the screen has; what is drawn already stays, also when the tablet is turned. */
  function fit() {
    const strokes = pad.toData();
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.fromData(strokes);
  }

  /** At once, not later as `toBlob` would: somebody may tap Sign as soon as the pen is up. */
  function keep() {
    const files = new DataTransfer();
    if (!pad.isEmpty()) {
      const drawing = Uint8Array.from(atob(pad.toDataURL("image/png").split(",")[1]), (sign) => sign.charCodeAt(0));
      files.items.add(new File([drawing], "signature.png", { type: "image/png" }));
    }
    file.files = files.files;
  }

  const instead = form.querySelector("[data-instead]");
  instead.open = instead.dataset.instead === "wanted"; // what was chosen there was refused
  form.querySelector("[data-clear-pad]").addEventListener("click", () => {
    pad.clear();
    keep();
  });
  pad.addEventListener("endStroke", keep);
  new ResizeObserver(fit).observe(canvas);
}
