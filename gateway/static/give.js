// A signature drawn on the screen; without a script the photo is the receipt.
"use strict";

(() => {
  const box = document.querySelector("[data-signature]");
  if (!box) return;
  const pad = box.querySelector("canvas");
  const kept = box.querySelector("input[name=signature]");
  const pen = pad.getContext("2d");
  let drawing = false;
  box.hidden = false;
  pen.lineWidth = 3;
  pen.lineCap = "round";
  pen.strokeStyle = "#000";

  const at = (event) => {
    const edge = pad.getBoundingClientRect();
    return [((event.clientX - edge.left) * pad.width) / edge.width, ((event.clientY - edge.top) * pad.height) / edge.height];
  };
  pad.addEventListener("pointerdown", (event) => {
    drawing = true;
    pad.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
    event.preventDefault();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
    kept.value = "drawn";
  });
  const lift = () => {
    drawing = false;
    if (kept.value) kept.value = pad.toDataURL("image/png");
  };
  pad.addEventListener("pointerup", lift);
  pad.addEventListener("pointercancel", lift);
  box.querySelector("[data-wipe]").addEventListener("click", () => {
    pen.clearRect(0, 0, pad.width, pad.height);
    kept.value = "";
  });
})();
