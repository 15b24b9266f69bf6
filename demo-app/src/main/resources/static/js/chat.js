// The chat: joins a room, says and shows lines, who is there, who types, and what the server did not like.

import { byId, element, store } from './dom.js';
import { comeBack, LEFT, stateView } from './state.js';
import { connectWire } from './traffic.js';
import { addBallot, addLine, addNote, addPushed, addTally, badge, clearLines, closeBallots } from './transcript.js';

const NAME_KEY = 'ws-demo.name';
const ROOM = /^[A-Za-z0-9-]{1,30}$/;
const TYPING_EVERY = 2_000;
const TYPING_SHOWN = 3_000;
const POLL = '/poll ';

const nameInput = byId('name-input');
const roomInput = byId('room-select');
const chips = [...document.querySelectorAll('.chip[data-room]')];
const roomTitle = byId('chat-room');
const leaveButton = byId('leave-button');
const joinProblem = byId('join-problem');
const people = byId('people-list');
const typingLine = byId('typing-indicator');
const form = byId('chat-form');
const input = byId('chat-input');
const problem = byId('chat-problem');

const showState = stateView(byId('chat-state'), byId('chat-retry'), () => comeBack(connection, connectToRoom));
const typists = new Map();
const unconfirmed = [];

let connection = null;
let joined = null;
let you = '';
let welcomed = false;
let lastTyping = 0;
let unread = 0;
const title = document.title;

function join() {
	const name = nameInput.value.trim();
	const room = roomInput.value.trim();
	const complaint = complaintAbout(name, room);
	joinProblem.textContent = complaint;
	if (complaint) {
		(name ? roomInput : nameInput).focus();
		return;
	}
	store.set(NAME_KEY, name);
	if (joined?.name === name && joined.room === room && connection.state !== 'closed') {
		connection.retryNow();
		return;
	}
	leave();
	clearLines();
	joined = { name, room };
	you = name;
	welcomed = false;
	leaveButton.hidden = false;
	roomTitle.textContent = `in ${room}`;
	connectToRoom();
	pressChips();
}

function connectToRoom() {
	const path = `/ws/chat/${encodeURIComponent(joined.room)}?name=${encodeURIComponent(joined.name)}`;
	connection = connectWire('chat', path, { onState: stateChanged });
	connection.on('welcome', welcome);
	connection.on('presence', presence);
	connection.on('line', line);
	connection.on('typing', typing);
	connection.on('problem', refused);
	connection.on('tally', tally);
	connection.onAsk('ballot', async (ballot) => ({ option: await addBallot(ballot) }));
	// What the form below, or an endpoint that knows nothing of chats, has pushed to all
	connection.on('*', (message) => addPushed(JSON.stringify(message)));
	connection.addEventListener('unreadable', ({ detail }) => addPushed(detail.text));
}

function complaintAbout(name, room) {
	if (!name) {
		return 'Enter a name first, up to 30 characters.';
	}
	return (ROOM.test(room)) ? '' : 'A room is 1 to 30 letters, digits or hyphens.';
}

function leave() {
	connection?.close(1000, LEFT);
	joined = null;
	leaveButton.hidden = true;
	roomTitle.textContent = '';
	showPeople([]);
	pressChips();
}

function stateChanged(change) {
	showState(change);
	if (change.state === 'waiting' || change.state === 'closed') {
		stopTyping();
		giveBack(unconfirmed.splice(0).at(-1));
		closeBallots();
		if (change.state === 'waiting' && people.childElementCount) {
			addNote('The connection is gone; trying again');
		}
		showPeople([]);
	}
}

function welcome(message) {
	you = message.you;
	showPeople(message.people);
	const others = message.people.length - 1;
	const company = (others > 0) ? `with ${others} more` : 'alone so far';
	addNote(`You are ${(welcomed) ? 'back ' : ''}in ${message.room}, ${company}`);
	welcomed = true;
}

function presence(message) {
	showPeople(message.people);
	if (message.joined) {
		addNote(`${message.joined} joined`);
	}
	if (message.left) {
		stopTyping(message.left);
		addNote(`${message.left} left`);
	}
}

function line(message) {
	const own = message.from === you;
	stopTyping(message.from);
	if (own) {
		confirm(message.text);
	}
	addLine({ ...message, own });
	if (document.hidden) {
		document.title = `(${++unread}) ${title}`;
	}
}

function typing({ from }) {
	clearTimeout(typists.get(from));
	typists.set(from, setTimeout(stopTyping, TYPING_SHOWN, from));
	showTyping();
}

function tally(message) {
	closeBallots();
	addTally(message);
}

function refused(message) {
	giveBack(unconfirmed.shift());
	problem.textContent = message.message;
	input.setAttribute('aria-invalid', 'true');
}

function stopTyping(name) {
	for (const [typist, timer] of [...typists]) {
		if (name === undefined || name === typist) {
			clearTimeout(timer);
			typists.delete(typist);
		}
	}
	showTyping();
}

function showTyping() {
	const names = [...typists.keys()];
	const who = (names.length > 2) ? `${names.length} people` : names.join(' and ');
	typingLine.textContent = (names.length) ? `${who} ${(names.length > 1) ? 'are' : 'is'} typing…` : '';
}

function showPeople(names) {
	people.replaceChildren(...[...new Set(names)].map((name) => {
		const item = element('li', { data: { name } }, badge(name), element('span', {}, name));
		if (name === you) {
			item.append(element('span', { className: 'you' }, 'you'));
		}
		return item;
	}));
}

// A line leaves the input at once, but is kept until the server has echoed it: what it refuses comes back.
function say(event) {
	event.preventDefault();
	const text = input.value;
	clearProblem();
	if (/^\/poll(?!\S)/.test(text)) {
		startPoll(text);
	}
	else if (connection?.send({ type: 'line', text }) === 'sent') {
		unconfirmed.push(text);
		input.value = '';
		lastTyping = 0;
	}
	else {
		problem.textContent = notSent();
	}
	input.focus();
}

function notSent() {
	return (joined) ? 'Not connected right now. Your text stays here.' : 'Join a room first.';
}

// The server is asked to ask the room, and says whether it does
async function startPoll(text) {
	const poll = pollOf(text.slice(POLL.length));
	if (!poll) {
		problem.textContent = `A poll is a question and what can be answered: ${POLL}Tea? yes no`;
		return;
	}
	input.value = '';
	try {
		await connection.ask(poll);
	}
	catch (error) {
		giveBack(text);
		problem.textContent = error.content?.message ?? notSent();
	}
}

/** Options stand behind the question mark, with spaces or commas between them. */
function pollOf(text) {
	const [, question, rest = ''] = /^\s*(.+?\?)\s*(.*)$/.exec(text) ?? [];
	const options = rest.split((rest.includes(',')) ? ',' : ' ').map((option) => option.trim()).filter((option) => option);
	return question && { type: 'poll', question, options: (options.length) ? [...new Set(options)] : ['yes', 'no'] };
}

function preparePoll() {
	clearProblem();
	if (!input.value.startsWith(POLL)) {
		input.value = POLL + input.value;
	}
	input.focus();
}

function confirm(text) {
	const index = unconfirmed.indexOf(text);
	unconfirmed.splice(0, index + 1);
}

function giveBack(text) {
	if (text !== undefined && !input.value) {
		input.value = text;
	}
}

function clearProblem() {
	problem.textContent = '';
	input.removeAttribute('aria-invalid');
}

function typed() {
	clearProblem();
	const now = Date.now();
	if (input.value && now - lastTyping >= TYPING_EVERY && connection?.send({ type: 'typing' }) === 'sent') {
		lastTyping = now;
	}
}

function pressChips() {
	const room = roomInput.value.trim();
	chips.forEach((chip) => chip.setAttribute('aria-pressed', String(chip.dataset.room === room)));
}

function pickRoom(room) {
	roomInput.value = room;
	pressChips();
	if (joined) {
		join();
	}
}

export function startChat(parameters = new URLSearchParams(location.search)) {
	byId('join-form').addEventListener('submit', (event) => {
		event.preventDefault();
		join();
		if (joined) {
			input.focus();
		}
	});
	leaveButton.addEventListener('click', leave);
	roomInput.addEventListener('input', pressChips);
	chips.forEach((chip) => chip.addEventListener('click', () => pickRoom(chip.dataset.room)));
	form.addEventListener('submit', say);
	input.addEventListener('input', typed);
	byId('poll-button').addEventListener('click', preparePoll);
	document.addEventListener('visibilitychange', () => {
		unread = 0;
		document.title = title;
	});
	nameInput.value = parameters.get('name') ?? store.get(NAME_KEY) ?? '';
	roomInput.value = parameters.get('room') ?? 'lobby';
	pressChips();
	if (parameters.get('name') && parameters.get('room')) {
		join();
	}
}
