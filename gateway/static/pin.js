// A pin on a map of ours: a tap, or the arrow keys. The words beside it suffice without.
"use strict";

function setPin(board, x, y) {
  const svg = board.querySelector("svg"), box = svg.viewBox.baseVal;
  const at = { x: Math.min(Math.max(x, 0), box.width), y: Math.min(Math.max(y, 0), box.height) };
  const marker = board.querySelector("[data-marker]");
  marker.setAttribute("transform", `translate(${at.x.toFixed(0)} ${at.y.toFixed(0)})`);
  marker.removeAttribute("hidden");
  board.dataset.x = at.x;
  board.dataset.y = at.y;
  const { west, north, across, down } = board.dataset;
  const form = board.closest("form");
  form.querySelector("[name=lon]").value = (Number(west) + at.x / across).toFixed(6);
  form.querySelector("[name=lat]").value = (Number(north) - at.y / down).toFixed(6);
  const point = svg.createSVGPoint();
  point.x = at.x;
  point.y = at.y;
  const under = [...svg.querySelectorAll("path.area")].find((path) => path.isPointInFill(point));
  form.querySelector("[data-located]").textContent = under ? board.dataset.told.replace("{name}", under.dataset.name) : board.dataset.toldOutside;
}

document.addEventListener("click", (event) => {
  const board = event.target.closest("[data-board]");
  if (!board) return;
  const svg = board.querySelector("svg");
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  setPin(board, at.x, at.y);
});

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

document.addEventListener("keydown", (event) => {
  const board = event.target.closest("[data-board]"), step = STEPS[event.key];
  if (!board || !step) return;
  event.preventDefault();
  const box = board.querySelector("svg").viewBox.baseVal, far = event.shiftKey ? 4 : 20;
  const x = Number(board.dataset.x ?? box.width / 2), y = Number(board.dataset.y ?? box.height / 2);
  setPin(board, x + step[0] * far, y + step[1] * far);
});
