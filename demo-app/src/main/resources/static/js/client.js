// The page of the client: its state, the way it comes back, and what it has received.

import { connect } from '../webjars/ws-client/ws-client.js';
import { byId, clockTime, element } from './dom.js';
import { comeBack, stateView } from './state.js';
import { startTheme } from './theme.js';

// The server sends four times a second, so this long without a message is a reason to ask whether it is still there.
const SILENCE = 2_000;

// What the client's states are called, and which jack shows them.
const STATES = {
	CONNECTING: { word: 'Connecting', jack: 'connecting' },
	ESTABLISHED: { word: 'Connected', jack: 'open' },
	WAITING: { word: 'Waiting for the next attempt', jack: 'waiting' },
	REFUSED: { word: 'Refused', jack: 'waiting' },
	CLOSED: { word: 'Closed', jack: 'closed' }
};

const state = byId('client-state');
const stateWord = state.querySelector('.state-word');
const away = byId('server-away');
const entries = byId('client-entries');

let connection = null;
let latest = '';

function connectToClient() {
	connection = connect('ws/client', { silence: SILENCE });
	connection.on('client', show);
	connection.addEventListener('state', ({ detail }) => showPage(detail));
}

function show(view) {
	showClient(view);
	showServer(view);
	showEntries(view.entries);
}

function showClient({ info, now }) {
	const { word, jack } = STATES[info?.state] ?? STATES.CLOSED;
	state.dataset.state = jack;
	write(stateWord, word);
	write(byId('client-uri'), info?.uri ?? '–');
	write(byId('client-attempts'), info?.attempts ?? '–');
	write(byId('client-failed'), info?.failedAttempts ?? '–');
	write(byId('client-failure'), info?.lastFailure ?? 'none');
	write(byId('client-next'), (info?.nextAttempt) ? `in ${secondsUntil(info.nextAttempt, now)} s` : 'none planned');
}

function showServer({ awayUntil, now }) {
	away.disabled = Boolean(awayUntil);
	write(byId('server-state'), (awayUntil) ? `Away, back in ${Math.ceil(secondsUntil(awayUntil, now))} s` : 'There');
}

function secondsUntil(time, now) {
	return Math.max(0, (Date.parse(time) - Date.parse(now)) / 1000).toFixed(1);
}

function showEntries(list) {
	const key = `${list[0]?.at} ${list.length}`;
	if (key !== latest) {
		latest = key;
		entries.replaceChildren(...list.map(({ at, kind, text }) => element('li', { data: { kind } },
			element('time', { dateTime: at }, clockTime(new Date(at))), element('span', { dir: 'auto' }, text))));
	}
}

// What stays the same is not written again, so that screen readers do not repeat it.
function write(node, value) {
	const text = String(value);
	if (node.textContent !== text) {
		node.textContent = text;
	}
}

function command(type) {
	connection.send({ type });
}

startTheme();
const showPage = stateView(byId('page-state'), byId('page-retry'), () => comeBack(connection, connectToClient));
away.addEventListener('click', () => command('away'));
byId('client-reconnect').addEventListener('click', () => command('reconnect'));
connectToClient();
