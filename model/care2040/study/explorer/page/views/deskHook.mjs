// What workers find for the state of the page: the band of many draws, and what each lever adds.
import { useEffect, useRef, useState } from "../vendor/preact.mjs";
import { makeDesk } from "../engine/desk.mjs";
import { choiceOf, unchangedChoice } from "../engine/book.mjs";
import { changesOf, leverChanges } from "../engine/changes.mjs";

const SETTLED = 60, FIRST_TOLD = ["care_share_needed", "shortage"];

/** Return the number of the district that one looks at; null for the city, and for what does not differ between districts. */
export function districtOf(facts, state) {
  const place = facts.axes.district.indexOf(state.district);
  const differs = (facts.quantities[state.indicator]?.axes ?? []).includes("district");
  return facts.districts.length > 0 && place >= 0 && differs ? place : null;
}

/** Return { fan, wedges }; each says that it is stale until the answer to the newest question has come. */
export function useDesk({ facts, parameters, engine, worker, state, choice, place }) {
  const [fan, setFan] = useState(null), [wedges, setWedges] = useState(null), desk = useRef(null);
  const told = useRef({});
  told.current = {
    fan: (found) => setFan(found.failed && !found.bands ? { failed: found.failed } : { ...found, stale: false }),
    wedges: (found) => setWedges(found.failed ? null : { ...found, stale: false }),
    open: (found) => setFan({ failed: found.failed }),
  };
  useEffect(() => {
    try {
      const { name, bytes } = engine;
      desk.current = makeDesk(worker, { engine: { name, bytes }, facts: facts, parameters }, (kind, found) => told.current[kind](found));
    } catch (error) { setFan({ failed: error.message }); }
  }, []);
  const asked = JSON.stringify(choice);
  useEffect(() => {
    if (!desk.current) return undefined;
    desk.current.forget("fan");
    setFan((before) => before && { ...before, stale: true });
    const names = [...new Set([...FIRST_TOLD, ...facts.indicators])].filter((name) => facts.quantities[name]?.total);
    const other = unchangedChoice(choice, facts), same = JSON.stringify(other) === JSON.stringify(choiceOf(choice));
    const question = { changes: changesOf(facts, choice), unchanged: same ? null : changesOf(facts, other), names };
    const wait = setTimeout(() => desk.current.ask("fan", question), SETTLED);
    return () => clearTimeout(wait);
  }, [asked]);
  const pulled = Object.keys(choice.levers).sort(), district = districtOf(facts, state);
  useEffect(() => {
    if (!desk.current) return undefined;
    desk.current.forget("wedges");
    setWedges((before) => (pulled.length ? before && { ...before, stale: true } : null));
    if (!pulled.length) return undefined;
    const levers = pulled.map((name) => ({ name, changes: leverChanges(facts.run.levers[name], choice.levers[name], facts.run.residents) }));
    const common = changesOf(facts, { ...choice, levers: {} });
    const wait = setTimeout(() => desk.current.ask("wedges", { common, levers, indicator: state.indicator, district, place }), SETTLED);
    return () => clearTimeout(wait);
  }, [asked, state.indicator, district]);
  return { fan, wedges };
}
