// The guided story: six steps that move the sliders, and say what the model then gives.
import { html, useEffect, useRef } from "../vendor/preact.mjs";
import { PayerChart } from "../charts/payers.mjs";
import { choiceOf } from "../engine/book.mjs";
import { ShareChart } from "./explore.mjs";
import { MeetingChart } from "./meetingChart.mjs";
import { pageMemory } from "./compared.mjs";
import { STORY_STEPS, storyChoice, storyState, storyText } from "./storyText.mjs";

const CHOSEN_BEFORE = pageMemory();
const STORY_KEY = "story";
const FORWARD = ["ArrowRight", "PageDown"], BACKWARD = ["ArrowLeft", "PageUp"];

const sameChoice = (one, other) => JSON.stringify(choiceOf(one)) === JSON.stringify(choiceOf(other));

/** Return what the arrow and page keys do in the story: 1, -1, or 0 where a key is not for it. */
export function storyMove({ key, altKey, ctrlKey, metaKey, shiftKey, target }, presenter) {
  if (altKey || ctrlKey || metaKey || shiftKey || target?.closest?.("input, select, textarea, [role=slider], [role=region], pre")) return 0;
  const pages = presenter || key.startsWith("Arrow");
  return !pages ? 0 : FORWARD.includes(key) ? 1 : BACKWARD.includes(key) ? -1 : 0;
}

/** The story. What one had chosen before is put back on leaving it. */
export function StoryView(props) {
  const { facts, state, change, book, language, say } = props, heading = useRef(null), newest = useRef(null);
  const last = STORY_STEPS.length - 1, number = Math.min(Math.max(Math.round(state.step) || 0, 0), last), step = STORY_STEPS[number];
  const moved = !sameChoice(state, storyChoice(step, facts));
  const go = (to) => { if (to >= 0 && to <= last) change(storyState(to, state, facts), STORY_KEY); };
  const leave = () => {
    const before = CHOSEN_BEFORE.get(book);
    CHOSEN_BEFORE.delete(book);
    change({ ...state, ...before, step: 0, view: "explore" }, STORY_KEY);
  };
  newest.current = { go, number, presenter: state.presenter };
  useEffect(() => {
    if (!STORY_STEPS.some((one) => sameChoice(state, storyChoice(one, facts))) || !CHOSEN_BEFORE.has(book)) {
      const { indicator, district, layer } = state;
      CHOSEN_BEFORE.set(book, { ...choiceOf(state), indicator, district, layer });
    }
    if (moved || number !== state.step) go(number);
    const pressed = (event) => {
      const by = storyMove(event, newest.current.presenter);
      if (!by || event.defaultPrevented) return;
      event.preventDefault();
      newest.current.go(newest.current.number + by);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [book]);
  const turn = (by) => { go(number + by); heading.current?.focus(); };
  const sentences = storyText(number, { ...props, fan: moved ? null : props.fan });
  return html`<section class="story" aria-labelledby="story-title">
    <p class="story-step" role="status">${say("storyStep", { step: number + 1, steps: last + 1 })}</p>
    <h2 id="story-title" ref=${heading} tabindex="-1">${say(`${step.key}Title`)}</h2>
    <div class="story-text">${sentences.map((sentence) => html`<p>${sentence}</p>`)}
      <p class="story-look"><strong>${say("storyLook")}:</strong> ${say(`${step.key}Look`)}</p></div>
    ${moved && html`<p class="story-moved">${say("storyMoved")} <button type="button" onClick=${() => go(number)}>${say("storyBack")}</button></p>`}
    <div class="story-turn" role="group" aria-label=${say("storyLabel")}>
      <button type="button" disabled=${number === 0} onClick=${() => turn(-1)}>← ${say("storyPrevious")}</button>
      <button type="button" class="story-next" disabled=${number === last} onClick=${() => turn(1)}>${say("storyNext")} →</button>
      <button type="button" onClick=${leave}>${say("storyLeave")}</button>
      <button type="button" onClick=${() => { CHOSEN_BEFORE.delete(book); change({ ...state, step: 0, view: "explore" }, "view"); }}>${say("storyKeep")}</button>
      <span class="story-keys">${say("storyKeys")}</span>
    </div>
    <div class="story-charts">${step.charts.map((name, place) => html`<${StoryChart} key=${`${name} ${language}`} ...${props} name=${name} large=${place === 0} />`)}</div>
  </section>`;
}

function StoryChart(props) {
  const { facts, name, money, say, language, source, place } = props;
  if (name === "share") return html`<${ShareChart} ...${props} />`;
  if (name === "payers") return html`<${PayerChart} id="wie_betaalt" title=${say("payersTitle", { year: facts.years[place] })} rows=${money} language=${language} source=${source} />`;
  return html`<${MeetingChart} ...${props} />`;
}
