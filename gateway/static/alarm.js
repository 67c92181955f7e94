// The alarm bar: looks again at once when the stream says so, and sounds until somebody takes it.
"use strict";

const ALARM_EVERY = 2500;
let alarmSound = null, alarmTimer = 0;

// a case opened beside the list brings its own title
const plainTitle = () => document.title.replace(/^\(!\) /, "");
const alarmIds = () => (one("[data-ringing]")?.dataset.ringing || "").split(" ").filter(Boolean);
const muted = () => { try { return (sessionStorage.getItem("muted") || "").split(" "); } catch { return []; } };
const ringing = () => { const quiet = muted(); return alarmIds().some((id) => !quiet.includes(id)); };

function tone(at, pitch) {
  const voice = alarmSound.createOscillator(), loud = alarmSound.createGain();
  voice.type = "square";
  voice.frequency.value = pitch;
  loud.gain.setValueAtTime(0.15, at);
  loud.gain.exponentialRampToValueAtTime(0.001, at + 0.32);
  voice.connect(loud).connect(alarmSound.destination);
  voice.start(at);
  voice.stop(at + 0.35);
}

function sound() {
  if (alarmSound?.state !== "running" || !ringing()) return;
  for (const [n, pitch] of [880, 660, 880].entries()) tone(alarmSound.currentTime + n * 0.36, pitch);
}

// browsers let a page sound only after somebody has touched it: until then the button says so
function hear() {
  if (!alarmIds().length) {
    clearInterval(alarmTimer);
    alarmTimer = 0;
    document.title = plainTitle();
    return;
  }
  document.title = `(!) ${plainTitle()}`;
  alarmSound ??= window.AudioContext ? new AudioContext() : null;
  const silent = alarmSound?.state !== "running";
  for (const button of all("[data-act=sound]")) button.hidden = !silent || !alarmSound;
  for (const button of all("[data-act=mute]")) button.hidden = silent || !ringing();
  if (!alarmTimer) { alarmTimer = setInterval(sound, ALARM_EVERY); sound(); }
}

acts.sound = async () => { await alarmSound?.resume(); hear(); sound(); };
acts.mute = () => {
  try { sessionStorage.setItem("muted", alarmIds().join(" ")); } catch { /* no storage: it goes on sounding */ }
  hear();
};

document.addEventListener("pointerdown", async () => {
  if (alarmSound?.state === "suspended" && alarmIds().length) { await alarmSound.resume(); hear(); }
});
document.addEventListener("htmx:finally:swap", hear);  // after the title of what was swapped in
