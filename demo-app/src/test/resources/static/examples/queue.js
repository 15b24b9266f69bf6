import { connect } from '/webjars/ws-client/ws-client.js';

const chat = connect('/chat/lobby', { queue: { maxMessages: 20, maxAge: 60_000 } });
chat.addEventListener('dropped', ({ detail }) => notSent(detail.message, detail.reason));

export function say(text) {
	return chat.send({ type: 'say', text }, { queue: true });
}
