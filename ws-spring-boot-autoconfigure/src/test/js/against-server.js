// The module against a real server, with the WebSocket of the npm package "ws": node against-server.js <library> <server> <server with the module switched off>

import assert from 'node:assert/strict';

import { connect as connectAsking } from '../../main/resources/META-INF/resources/webjars/ws-client/ws-ask.js';
import { connect } from '../../main/resources/META-INF/resources/webjars/ws-client/ws-client.js';
import { pongs, useWebSocketOf } from './node.js';

const [, , library, server, plainServer] = process.argv;
useWebSocketOf(library);

/** What happens to a connection, to be waited for in its order. */
function watched(url, { connect: connecting = connect, ...options } = {}) {
	const events = [];
	let wake = () => {};
	const tell = (event) => {
		events.push(event);
		wake();
	};
	const connection = connecting(url, options);
	pongs.addEventListener('pong', () => connection.state === 'open' && tell('pong'));
	connection.addEventListener('state', ({ detail }) => tell(detail));
	connection.addEventListener('unreadable', ({ detail }) => tell(detail));
	connection.on('*', (message) => tell({ message }));
	connection.on('binary', (bytes) => tell({ bytes: [...new Uint8Array(bytes)] }));
	const next = async () => {
		while (!events.length) {
			await new Promise((resolve) => wake = resolve);
		}
		return events.shift();
	};
	return { connection, next, states: async (...expected) => {
		for (const state of expected) {
			assert.equal((await next()).state, state);
		}
	} };
}

const scenarios = {

	async 'an endpoint that takes texts'() {
		const { connection, next, states } = watched(`${server}/echo`);
		await states('connecting', 'open');
		assert.equal(connection.protocol, '');
		for (const message of ['hello', '{"type":"say"}', 'γειά 🚀', '', { type: 'say', text: 'ä' }, [1], null]) {
			assert.equal(connection.send(message), 'sent');
			assert.deepEqual(await next(), { message: (message === '{"type":"say"}') ? { type: 'say' } : message });
		}
		connection.retryNow();
		assert.equal(await next(), 'pong');
		connection.close();
		await states('closed');
	},

	async 'an endpoint that takes messages by type'() {
		const { connection, next, states } = watched(`${server}/typed`);
		await states('connecting', 'open');
		const lines = [];
		connection.on('line', (line) => lines.push(line));
		connection.send({ type: 'say', text: 'hello' });
		connection.send(new Uint8Array([1, 2, 3]));
		assert.deepEqual(await next(), { bytes: [3, 2, 1] });
		assert.deepEqual(lines, [{ type: 'line', text: 'hello' }]);
		connection.close();
	},

	async 'a sub-protocol of the endpoint'() {
		const { connection, next, states } = watched(`${server}/game`, { protocols: ['chess.v1', 'game.v1'] });
		await states('connecting', 'open');
		assert.equal(connection.protocol, 'game.v1');
		connection.send('sub-protocol');
		assert.deepEqual(await next(), { message: 'game.v1' });
		connection.retryNow();
		assert.equal(await next(), 'pong');
		connection.close();
	},

	async 'a sub-protocol that the endpoint lacks'() {
		const { connection, states } = watched(`${server}/game`, { protocols: 'chess.v1' });
		await states('connecting', 'waiting', 'connecting', 'waiting');
		connection.close();
	},

	async 'a server with the module switched off'() {
		const { connection, next, states } = watched(`${plainServer}/echo`);
		await states('connecting', 'waiting', 'connecting', 'open');
		connection.send({ type: 'ws' });
		assert.deepEqual(await next(), { message: { type: 'ws' } });
		connection.close();
	},

	async 'a sub-protocol of a server with the module switched off'() {
		const { connection, states } = watched(`${plainServer}/game`, { protocols: 'game.v1' });
		await states('connecting', 'open');
		assert.equal(connection.protocol, 'game.v1');
		connection.close();
	},

	async 'a server that closes on purpose'() {
		for (const code of [1000, 1008, 4403, 4409]) {
			const { connection, states } = watched(`${server}/echo`);
			await states('connecting', 'open');
			connection.send(`close ${code}`);
			assert.deepEqual(await connection.closed, { code, reason: 'as asked' });
		}
	},

	async 'a server that closes otherwise'() {
		const { connection, next, states } = watched(`${server}/echo`);
		await states('connecting', 'open');
		connection.send('close 1011');
		const { state, code, reason } = await next();
		assert.deepEqual({ state, code, reason }, { state: 'waiting', code: 1011, reason: 'as asked' });
		assert.equal(connection.send('while away', { queue: true }), 'queued');
		await states('connecting', 'open');
		assert.deepEqual(await next(), { message: 'while away' });
		connection.close();
	},

	async 'credentials that expire, and others that are refused'() {
		const { connection, states } = watched(`${server}/echo`);
		await states('connecting', 'open');
		connection.send('close 4401');
		await states('waiting', 'connecting', 'open');
		connection.send('close 4401');
		assert.deepEqual(await connection.closed, { code: 4401, reason: 'as asked' });
	},

	async 'questions in both directions'() {
		const { connection, states } = watched(`${server}/asked`, { connect: connectAsking });
		connection.onAsk('question', ({ text }) => ({ option: text.toUpperCase() }));
		await states('connecting', 'open');
		assert.deepEqual(await connection.ask({ type: 'price', of: 'tea' }), { of: 'tea', amount: 5 });
		assert.equal(await connection.ask({ type: 'nothing' }), undefined);
		assert.equal(await connection.ask({ type: 'ask back', of: 'milk' }), 'MILK');
		await assert.rejects(connection.ask({ type: 'sold out' }), { reason: 'failed', content: 'sold out' });
		await assert.rejects(connection.ask({ type: 'unknown' }), { reason: 'failed', content: null });
		assert.equal(connection.state, 'open');
		connection.close();
	},

	async 'a question of the server that nobody answers'() {
		const { connection, states } = watched(`${server}/asked`, { connect: (...parameters) => {
			const asking = connectAsking(...parameters);
			// Nobody listens to all messages
			return Object.assign(asking, { on: () => {} });
		} });
		await states('connecting', 'open');
		await assert.rejects(connection.ask({ type: 'ask back', of: 'milk' }), { reason: 'failed', content: 'AskFailedException' });
		connection.close();
	},

	async 'a question to a server with the module switched off'() {
		const { connection, states } = watched(`${plainServer}/asked`, { connect: connectAsking, askTimeout: 200 });
		await states('connecting', 'waiting', 'connecting', 'open');
		await assert.rejects(connection.ask({ type: 'price', of: 'tea' }), { reason: 'timeout' });
		connection.close();
	},

	async 'a path without an endpoint'() {
		const { connection, states } = watched(`${server}/nothing`);
		await states('connecting', 'waiting', 'connecting', 'waiting');
		connection.close();
	},

};

for (const [name, run] of Object.entries(scenarios)) {
	await run();
	console.log(`passed: ${name}`);
}
