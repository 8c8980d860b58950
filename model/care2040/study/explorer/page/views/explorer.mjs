// The whole page: one state, the answer to it, and the views of both.
import { html, useCallback, useEffect, useMemo, useRef, useState } from "../vendor/preact.mjs";
import { choiceWords, firstState } from "../state/state.mjs";
import { writeDay } from "../words/numbers.mjs";
import { fromAddress, toAddress } from "../state/address.mjs";
import { closed, did, firstHistory } from "../state/history.mjs";
import { choiceOf, moneyOf, unchangedChoice } from "../engine/book.mjs";
import { useDesk } from "./deskHook.mjs";
import { Bar, Footer, Notes } from "./bar.mjs";
import { ExploreView } from "./explore.mjs";
import { Headline } from "./headline.mjs";
import { LeversPanel } from "./levers.mjs";
import { CompareView } from "./compare.mjs";
import { StoryView } from "./story.mjs";
import { RolesView } from "./roles.mjs";
import { PredictView } from "./predict.mjs";
import { LoopsView } from "./loops.mjs";
import { AboutView } from "./about.mjs";
import { PrintedView } from "./printed.mjs";
import { APP_WORDS, makeSay } from "../words/appWords.mjs";
import { STORY_WORDS } from "../words/storyWords.mjs";
import { MEETING_WORDS } from "../words/meetingWords.mjs";

const VIEWS = { story: StoryView, roles: RolesView, predict: PredictView, loops: LoopsView, about: AboutView, compare: CompareView };

/** Return the state that the address of the page says, and what was wrong with it. */
function stateOfAddress(facts) {
  const language = document.documentElement.lang === "en" ? "en" : "nl";
  const { state, notes } = fromAddress(location.hash, facts);
  return { state: location.hash.length > 1 ? state : firstState(facts, language), notes };
}

/** The page. */
export function Explorer({ facts, parameters, book, engine, old, worker }) {
  const begun = useMemo(() => stateOfAddress(facts), [facts]);
  const [history, setHistory] = useState(() => firstHistory(begun.state));
  const [notes, setNotes] = useState(begun.notes);
  const [announced, announce] = useState("");
  const state = history.now, { language } = state;
  const say = useMemo(() => makeSay(language, APP_WORDS, STORY_WORDS, MEETING_WORDS), [language]);
  const newest = useRef(history), frame = useRef(0);
  const show = useCallback((next) => {  // at most one answer for each picture that the screen shows
    newest.current = next;
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => setHistory(newest.current));
  }, []);
  const change = useCallback((next, mergeKey) => show(did(newest.current, next, mergeKey)), [show]);
  const letGo = useCallback(() => show(closed(newest.current)), [show]);

  useEffect(() => { document.documentElement.lang = language; document.title = facts.title[language]; }, [language, facts]);
  useEffect(() => {
    try { window.history.replaceState(null, "", toAddress(state, facts)); } catch { /* a frame that may not change its address */ }
  }, [state, facts]);
  useEffect(() => {
    const moved = () => {
      if (location.hash === toAddress(newest.current.now, facts)) return;
      const found = fromAddress(location.hash, facts);
      setNotes(found.notes);
      change(found.state);
    };
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, [change, facts]);

  const choice = choiceOf(state), unchanged = unchangedChoice(state, facts), place = facts.years.length - 1;
  const answer = book.answer(choice), base = book.answer(unchanged);
  const money = useMemo(() => answer.failed || base.failed ? [] : moneyOf(facts, answer, base, place, language), [answer, base, facts, place, language]);
  const { fan, wedges } = useDesk({ facts, parameters, engine, worker, state, choice, place });
  const pins = state.pins.map((pin) => ({ ...pin, answer: book.answer(choiceOf(pin)) }));
  const source = say("source", { version: facts.version, fingerprint: facts.fingerprint, experiment: facts.title[language], made: writeDay(facts.made, language),
    scenario: facts.scenarios[state.scenario].title[language], policy: choiceWords(state, facts, language, say) });
  const shared = { facts, state, change, letGo, answer, base, pins, fan, wedges, money, language, say, source, place, book, engine, announce, setNotes, old };
  const View = (state.view === "compare" && !old ? null : VIEWS[state.view]) ?? ExploreView;
  const sliders = !["predict", "about"].includes(state.view);
  return html`<div class=${`explorer ${state.presenter ? "presenter" : ""} view-${state.view}`}>
    ${sliders && html`<a class="skip" href="#levers" onClick=${(event) => { event.preventDefault(); document.getElementById("levers")?.focus(); }}>${say("skip")}</a>`}
    <${Bar} ...${shared} history=${history} show=${show} />
    <${Notes} ...${shared} notes=${notes} />
    <main>
      ${answer.failed && html`<p class="wrong" role="alert">${say("failed", { why: answer.failed })}</p>`}
      ${state.view !== "predict" && !answer.failed && html`<${Headline} ...${shared} />`}
      <div class="desk">
        <div class="answers">${!answer.failed && html`<${View} ...${shared} />`}</div>
        ${sliders && html`<${LeversPanel} ...${shared} />`}
      </div>
    </main>
    <${Footer} ...${shared} />
    <p class="aside" role="status" aria-live="polite">${announced}</p>
    ${!answer.failed && html`<${PrintedView} ...${shared} address=${location.href} />`}
  </div>`;
}
